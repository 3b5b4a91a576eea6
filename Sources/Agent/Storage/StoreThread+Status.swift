internal import Configuration
internal import Logging
internal import Store
internal import Telemetry

/// What `weir status` shows of the store.
extension StoreThread {
    func status() -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.field("state", failure == nil ? "ok" : "failing")
        if let failure { json.field("reason", failure) }
        if let ledger = store.ledger {
            json.key("ledger")
            ledger.write(to: &json)
        }
        json.key("destinations")
        json.beginObject()
        for (index, uplink) in configuration.uplinks.enumerated() {
            json.key(uplink.name)
            json.beginObject()
            let held = held(by: feeds[index].destination)
            json.field("held", held.entries)
            json.field("oldest_age_ms", held.oldestTime.map { max(0, presentNow - $0) } ?? 0)
            json.endObject()
        }
        json.endObject()
        if let leftover = store.leftover {
            json.key("leftover")
            json.beginObject()
            json.field("folder", leftover.folder)
            json.field("held", leftover.entries)
            json.endObject()
        }
        writeStatistics(to: &json)
        json.endObject()
        return json.bytes
    }

    /// What a person asks of the queue; what was waiting to be confirmed is settled first, so that counts are right.
    func answer(_ request: QueueRequest) -> [UInt8] {
        commitMarks()
        do {
            let desk = QueueDesk(store: store, lastNow: lastNow, now: presentNow, wallOffset: lastWallOffset)
            let before = purgedCount
            let answer = try desk.answer(request)
            if case .purge(let selection) = request, purgedCount > before {
                logger.notice("purged \(purgedCount - before) of what waited for \(selection.destination)")
            }
            return answer
        } catch {
            reopenQuietly()
            var json = JSONWriter()
            json.beginObject()
            json.field("ok", false)
            json.field("reason", "\(error)")
            json.endObject()
            return json.bytes
        }
    }

    private var purgedCount: Int64 { store.ledger?[.droppedPurged] ?? 0 }

    /// What the engine's clock shows by now.
    private var presentNow: Int64 { max(lastNow, Clock.wall.milliseconds - lastWallOffset) }

    /// How many entries wait for a destination, and since when the oldest of them does, by the engine's clock.
    private func held(by destination: DestinationID) -> (entries: Int64, oldestTime: Int64?) {
        do {
            let lanes = try store.backlog(destination).values
            let oldest = lanes.filter { $0.entries > 0 }.compactMap(\.oldestTime).min()
            return (lanes.reduce(0) { $0 + $1.entries }, oldest)
        } catch {
            reopenQuietly()
            return (0, nil)
        }
    }

    private func writeStatistics(to json: inout JSONWriter) {
        do {
            let statistics = try store.statistics()
            json.field("bytes", statistics.databaseBytes)
            json.field("journal_bytes", statistics.journalBytes)
            json.field("outbox_bytes", statistics.outboxBytes)
            json.field("commits", statistics.commits)
            writeWear(statistics.bytesWritten, to: &json)
        } catch {
            reopenQuietly()
        }
    }
}

extension StoreThread {
    /// What the flash has had since the start, and what that comes to.
    private func writeWear(_ bytes: Int64, to json: inout JSONWriter) {
        json.field("bytes_written", bytes)
        let readings = (store.ledger?[.readings] ?? 0) - readingsAtStart
        if readings > 0 { json.field("bytes_written_per_reading", Double(bytes) / Double(readings)) }
        let hours = Double(max(1, Clock.boot - startTime)) / 3_600_000
        json.field("bytes_written_per_day", Int64(Double(bytes) / hours * 24))
        if let limit = configuration.store.maximumDailyWrites {
            json.field("max_writes_per_day", limit)
            json.field("commit_pause_ms", commitPause)
        }
    }
}

extension Ledger {
    fileprivate func write(to json: inout JSONWriter) {
        json.beginObject()
        for counter in LedgerCounter.allCases { json.field("\(counter)", self[counter]) }
        json.field("held", held)
        json.field("imbalance", imbalance)
        json.field("ingestImbalance", ingestImbalance)
        json.endObject()
    }
}
