internal import Configuration
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
            json.field("held", held(by: feeds[index].destination))
            json.endObject()
        }
        json.endObject()
        writeStatistics(to: &json)
        json.endObject()
        return json.bytes
    }

    private func held(by destination: DestinationID) -> Int64 {
        do {
            return try store.backlog(destination).values.reduce(0) { $0 + $1.entries }
        } catch {
            reopenQuietly()
            return 0
        }
    }

    private func writeStatistics(to json: inout JSONWriter) {
        do {
            let statistics = try store.statistics()
            json.field("bytes", statistics.databaseBytes)
            json.field("journal_bytes", statistics.journalBytes)
            json.field("outbox_bytes", statistics.outboxBytes)
            json.field("commits", statistics.commits)
            json.field("bytes_written", statistics.bytesWritten)
        } catch {
            reopenQuietly()
        }
    }
}

extension Ledger {
    fileprivate func write(to json: inout JSONWriter) {
        json.beginObject()
        for counter in LedgerCounter.allCases { json.field("\(counter)", self[counter]) }
        json.field("held", held)
        json.field("imbalance", imbalance)
        json.endObject()
    }
}
