internal import Configuration
internal import Engine
internal import Logging
internal import Store
internal import Telemetry

/// Puts the engine back to where it was at the last commit: the newest snapshot, and the journal since.
struct StoreRecovery {
    let plan: Plan
    let logger: Logger

    /// What there is after it.
    struct Recovered {
        var engine: Engine
        var recent: RecentOutputs
        let recovery: Recovery
        var replay: JournalReplay
    }

    func recover(_ store: Store) throws(StoreError) -> Recovered {
        let recovery = try store.recover()
        var state = start(recovery)
        var outputs = Outputs()
        var recent = try recentOutputs(store)
        var unreadable: Int64 = 0
        // Outputs are in the outbox already: they were committed with the inputs that made them.
        var replay = try store.replayJournal(from: recovery.journalStart) { _, _, entry in
            let bytes = entry.withUnsafeBytes { Array($0) }
            do {
                switch try JournalEntry(bytes) {
                case .legend(let legend):
                    // The plan of the entries after it is another, or the same.
                    state.translation = IndexTranslation(legend, engine: state.engine)
                case .input(let input):
                    if let input = state.translation?.translate(input, engine: state.engine)
                        ?? input.untranslated(state)
                    {
                        state.engine.step(input, into: &outputs)
                    }
                }
                recent.note(outputs)
                outputs.removeAll()
            } catch {
                unreadable += 1
            }
            return true
        }
        replay.damaged += unreadable
        state.engine.renew(judging: false, into: &outputs)
        if replay.damaged + replay.missing > 0 {
            logger.error(
                "journal damaged: entries=\(replay.entries) damaged=\(replay.damaged) missing=\(replay.missing)")
        }
        return Recovered(engine: state.engine, recent: recent, recovery: recovery, replay: replay)
    }

    /// As of the snapshot.
    private func recentOutputs(_ store: Store) throws(StoreError) -> RecentOutputs {
        guard let bytes = try store.document(RecentOutputs.document) else { return RecentOutputs() }
        do {
            return try RecentOutputs(bytes)
        } catch {
            logger.error("the last events unreadable at byte \(error.offset): starting without them")
            return RecentOutputs()
        }
    }

    struct State {
        var engine: Engine
        /// Nil without a snapshot: entries are in the terms of the present plan.
        var translation: IndexTranslation?
    }

    private func start(_ recovery: Recovery) -> State {
        guard let snapshot = recovery.snapshot else { return State(engine: Engine(plan: plan), translation: nil) }
        do {
            let (engine, translation) = try Engine.restore(snapshot.bytes, plan: plan)
            if !engine.unreadableScores.isEmpty {
                let names = engine.unreadableScores
                logger.error(
                    "snapshot: scores unreadable, they learn again: \(names.count), first \(names[0])")
            }
            return State(engine: engine, translation: translation)
        } catch {
            logger.error("snapshot unreadable at byte \(error.offset): starting without it")
            return State(engine: Engine(plan: plan), translation: nil)
        }
    }
}

extension Input {
    /// Without a snapshot the indices are those of the present plan, as far as they exist there.
    fileprivate func untranslated(_ state: StoreRecovery.State) -> Input? {
        guard state.translation == nil else { return nil }
        return state.engine.accepts(self) ? self : nil
    }
}

extension RecentOutputs {
    fileprivate mutating func note(_ outputs: Outputs) {
        for record in outputs.records {
            if let entry = Entry(record) { note(entry) }
        }
    }
}
