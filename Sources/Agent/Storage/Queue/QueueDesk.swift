internal import Store
internal import Telemetry

/// Answers questions about what waits, from the store. Answers are JSON objects, with `reason` where something is wrong.
struct QueueDesk {
    /// Records of a page, and their bytes: an answer is one line.
    static let pageCount = 500
    static let pageBytes = 512 << 10

    let store: Store
    /// The engine's clock at the last commit and now, and what is to be added for the wall's, in milliseconds.
    let lastNow: Int64
    let now: Int64
    let wallOffset: Int64

    func answer(_ request: QueueRequest) throws(StoreError) -> [UInt8] {
        switch request {
        case .list: try list()
        case .dead: try dead()
        case .export(let selection, let place): try export(selection, after: place)
        case .purge(let selection): try purge(selection)
        }
    }

    private func list() throws(StoreError) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.key("destinations")
        json.beginArray()
        for destination in store.destinations.sorted(by: { $0.name < $1.name }) {
            let backlog = try store.backlog(destination.id)
            for deliveryClass in backlog.keys.sorted() {
                guard let held = backlog[deliveryClass] else { continue }
                json.beginObject()
                json.field("destination", destination.name)
                json.field("class", deliveryClass.name)
                json.field("count", held.entries)
                json.field("bytes", held.bytes)
                if let oldest = held.oldestTime {
                    json.field("oldest", Timestamp(milliseconds: oldest + wallOffset))
                    json.field("oldest_age_ms", max(0, now - oldest))
                }
                json.endObject()
            }
        }
        json.endArray()
        if let ledger = store.ledger {
            json.field("held", ledger.held)
            json.field("dead", ledger[.droppedRejected])
            if let leftover = store.leftover { json.field("leftover", leftover.entries) }
        }
        json.endObject()
        return json.bytes
    }

    private func dead() throws(StoreError) -> [UInt8] {
        let names = Dictionary(uniqueKeysWithValues: store.destinations.map { ($0.id, $0.name) })
        var json = JSONWriter()
        json.beginObject()
        json.key("dead")
        json.beginArray()
        for letter in try store.deadLetters() {
            json.beginObject()
            json.field("destination", letter.destination.flatMap { names[$0] } ?? "?")
            json.field("sequence", letter.sequence)
            json.field("refused", Timestamp(milliseconds: letter.time + wallOffset))
            json.field("reason", letter.reason)
            Self.write(letter.payload, to: &json)
            json.endObject()
        }
        json.endArray()
        json.endObject()
        return json.bytes
    }

    private func export(_ selection: QueueRequest.Selection, after place: QueueRequest.Place?) throws(StoreError)
        -> [UInt8]
    {
        guard let found = find(selection) else { return problem(selection) }
        var json = JSONWriter()
        json.beginObject()
        json.key("records")
        json.beginArray()
        let key = place.map { OutboxKey(row: $0.row, index: $0.index) }
        // Class by class: a cursor goes on after one record of one class.
        var classes = found.classes.sorted()
        if let key { classes.removeAll { $0 < key.deliveryClass } }
        var count = 0
        var last: OutboxKey?
        for deliveryClass in classes where last == nil {
            var cursor = OutboxCursor()
            if let key, key.deliveryClass == deliveryClass { cursor = OutboxCursor(after: key) }
            let entries = try store.nextEntries(
                found.id, cursor: &cursor, count: Self.pageCount, bytes: Self.pageBytes,
                classes: deliveryClass...deliveryClass)
            for entry in entries where entry.time < found.before ?? .max {
                json.beginObject()
                json.field("destination", selection.destination)
                json.field("class", deliveryClass.name)
                json.field("sequence", entry.sequence)
                json.field("queued", Timestamp(milliseconds: entry.time + wallOffset))
                Self.write(entry.payload, to: &json)
                json.endObject()
                count += 1
            }
            last = entries.last?.key
        }
        json.endArray()
        if let last {
            json.key("next")
            json.beginObject()
            json.field("row", last.row)
            json.field("index", last.index)
            json.endObject()
        }
        json.endObject()
        return json.bytes
    }

    private func purge(_ selection: QueueRequest.Selection) throws(StoreError) -> [UInt8] {
        guard let found = find(selection) else { return problem(selection) }
        let before = store.ledger?[.droppedPurged] ?? 0
        var batch = Batch()
        batch.now = lastNow
        batch.wallOffset = wallOffset
        for deliveryClass in found.classes { batch.purge(found.id, deliveryClass: deliveryClass, before: found.before) }
        _ = try store.commit(batch, isRepeatable: true)
        var json = JSONWriter()
        json.beginObject()
        json.field("ok", true)
        json.field("purged", (store.ledger?[.droppedPurged] ?? 0) - before)
        json.endObject()
        return json.bytes
    }

    private struct Found {
        let id: DestinationID
        let classes: [DeliveryClass]
        /// On the engine's clock.
        let before: Int64?
    }

    /// Nil when there is no such destination or class.
    private func find(_ selection: QueueRequest.Selection) -> Found? {
        guard let destination = store.destinations.first(where: { $0.name == selection.destination }) else {
            return nil
        }
        var classes = DeliveryClass.named
        if let name = selection.className {
            classes = classes.filter { $0.name == name }
            if classes.isEmpty { return nil }
        }
        return Found(id: destination.id, classes: classes, before: selection.olderThanMilliseconds.map { now - $0 })
    }

    private func problem(_ selection: QueueRequest.Selection) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.field("ok", false)
        let names = store.destinations.map(\.name).sorted()
        if names.contains(selection.destination) {
            let classes = DeliveryClass.named.map(\.name).joined(separator: ", ")
            json.field("reason", "no class is called '\(selection.className ?? "")'; the classes are \(classes)")
        } else {
            let known = names.isEmpty ? "there are none" : "there are \(names.joined(separator: ", "))"
            json.field("reason", "no destination is called '\(selection.destination)'; \(known)")
        }
        json.endObject()
        return json.bytes
    }

    /// Records are JSON objects, written as they are; anything else is shown as text.
    private static func write(_ payload: [UInt8], to json: inout JSONWriter) {
        if payload.first == UInt8(ascii: "{"), payload.last == UInt8(ascii: "}") {
            json.key("data")
            json.raw(payload)
        } else {
            json.field("text", String(decoding: payload, as: UTF8.self))
        }
    }
}

extension DeliveryClass {
    /// The classes that the gateway uses, the most urgent first.
    static let named: [DeliveryClass] = [.alarms, .events, .commands, .summaries, .readings]

    var name: String {
        switch self {
        case .alarms: "alarms"
        case .events: "events"
        case .commands: "commands"
        case .summaries: "summaries"
        case .readings: "readings"
        default: "class \(rawValue)"
        }
    }
}
