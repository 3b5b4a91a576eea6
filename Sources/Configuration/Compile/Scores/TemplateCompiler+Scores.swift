internal import Documents
internal import Engine
internal import Expressions
internal import Scoring
internal import Telemetry

extension TemplateCompiler {
    // MARK: Names

    /// A score is a signal that no input gives; called with the other signals.
    func declareScores(_ settings: [String: Named<SignalSection>]) {
        for score in section.scores where table.claim(score.name, "the score", at: score.mark, diagnostics) {
            table.add(score.name, .double, kind: .signal)
            signalTypes[score.name] = .double
            signals.append(SignalDraft(name: score.name, setting: settings[score.name]?.value))
            // Where its words are is known when all signals are declared.
            scoreWords[score.name] = ScoreWords(learning: 0)
        }
    }

    /// What a score says of itself besides its number; called after all signals.
    func declareScoreWords() {
        for score in section.scores where scoreWords[score.name] != nil {
            func add(_ word: String, _ type: ValueType) -> Int {
                table.add("\(score.name).\(word)", type, kind: .memory)
            }
            let isLearned = score.value.learned != nil || score.value.model != nil
            // People see it beside the device, as they see what is derived.
            var words = ScoreWords(
                learning: table.add("\(score.name).learning", .bool, kind: .derived, initial: .bool(!isLearned)))
            if score.value.detect != nil {
                words.signal = add("signal", .string)
                words.observed = add("observed", .double)
                words.expected = add("expected", .double)
                words.deviation = add("deviation", .double)
                words.measure = add("measure", .string)
                words.since = add("since", .string)
            } else if score.value.remainingLife != nil {
                words.low = add("low", .double)
                words.high = add("high", .double)
            }
            scoreWords[score.name] = words
        }
    }

    // MARK: What scores are made of

    /// The names of what is judged, with their places: of signals, derived values and values of waveforms.
    func sources(of score: ScoreSection) -> [MarkedText] {
        if let remainingLife = score.remainingLife { return [remainingLife.of].compactMap(\.self).map(named) }
        guard score.model != nil else { return score.of.map(named) }
        return score.features.compactMap { written in
            // What cannot be read is reported where the model is bound.
            guard case .success(let feature) = feature(written), let signal = feature.signal else { return nil }
            return MarkedText(text: signal, mark: written.mark)
        }
    }

    private func named(_ written: MarkedText) -> MarkedText {
        MarkedText(text: waveforms.canonical(written.text), mark: written.mark)
    }

    func feature(_ written: MarkedText) -> Result<Feature, FeatureError> {
        do throws(FeatureError) {
            return .success(try Feature(waveforms.canonical(written.text)).naming(waveforms.canonical))
        } catch {
            return .failure(error)
        }
    }

    // MARK: Plans

    /// After the derived values, which scores may be made of.
    func compileScores(derived: [DerivedPlan]) -> [ScorePlan] {
        section.scores.compactMap { score in
            guard let words = scoreWords[score.name],
                let signal = signals.firstIndex(where: { $0.name == score.name }),
                let features = features(of: score.value), let channels = channels(of: score, derived: derived)
            else { return nil }
            var judge: ScorePlan.Judge?
            var files: [[UInt8]] = []
            if score.value.detect != nil {
                judge = detector(score, channels: channels, &files)
            } else if let life = score.value.remainingLife {
                judge = remainingLife(life, &files)
            } else if let name = score.value.health {
                judge = health(name, channels: channels, &files)
            } else if score.value.model != nil {
                judge = model(score.value, features, &files)
            }
            guard let judge else { return nil }
            return ScorePlan(
                name: score.name, signal: signal, channels: channels, judge: judge,
                everyMilliseconds: score.value.every, words: words, shape: shape(score, channels, files))
        }
    }

    private func shape(_ score: Named<ScoreSection>, _ channels: [ScorePlan.Channel], _ files: [[UInt8]]) -> UInt64 {
        var hash = StableHash(seed: score.value.shape)
        for channel in channels { hash.combine(channel.name) }
        for file in files { file.withUnsafeBytes { hash.combine($0) } }
        return hash.value
    }

    /// The values that a row is made of, each once; nil after an error was reported.
    private func channels(of score: Named<ScoreSection>, derived: [DerivedPlan]) -> [ScorePlan.Channel]? {
        var channels: [ScorePlan.Channel] = []
        var isWhole = true
        for source in sources(of: score.value) {
            let name = source.text
            if channels.contains(where: { $0.name == name }) { continue }
            guard let channel = channel(name, at: source.mark, of: score.name, derived: derived) else {
                isWhole = false
                continue
            }
            channels.append(channel)
        }
        guard isWhole, !channels.isEmpty else { return nil }
        guard channels.count <= ScorePlan.channelLimit else {
            diagnostics.error(
                "the score '\(score.name)' is made of \(channels.count) signals",
                mend: "name at most \(ScorePlan.channelLimit)", at: score.mark)
            return nil
        }
        return channels
    }

    private func channel(
        _ name: String, at mark: Mark, of score: String, derived: [DerivedPlan]
    ) -> ScorePlan.Channel? {
        guard let slot = table.slot(of: name), table.slots[slot].kind == .signal || table.slots[slot].kind == .derived,
            name != score
        else {
            let names = table.slots.filter { $0.kind == .signal || $0.kind == .derived }.map(\.name)
            let mend = NearestName.nearest(to: name, among: names.filter { $0 != score }).map { "write '\($0)'" }
            diagnostics.error(
                "there is no signal or derived value '\(name)'", mend: mend ?? "name a signal of an input", at: mark)
            return nil
        }
        let type = table.environment.type(of: name) ?? .dyn
        guard type == .double || type == .int || type == .dyn else {
            diagnostics.error(
                "'\(name)' is \(type == .bool ? "true or false" : "text")", mend: "name a number", at: mark)
            return nil
        }
        if table.slots[slot].kind == .signal { return ScorePlan.Channel(name: name, source: .signal(slot)) }
        let signals = signalsNeeded(by: [slot], derived: derived)
        guard !signals.isEmpty else {
            diagnostics.error(
                "no reading of the device makes '\(name)' new", mend: "name a signal of an input", at: mark)
            return nil
        }
        return ScorePlan.Channel(name: name, source: .derived(slot: slot, signals: signals))
    }
}
