internal import Store
internal import Telemetry

/// The database file stays as it is while somebody copies it. Whoever forgets to say that it is done loses it in time.
extension StoreThread {
    static let holdMilliseconds: Int64 = 20_000

    func answer(_ step: BackupStep) -> [UInt8] {
        endHoldIfDue()
        switch step {
        case .begin:
            guard heldUntil == nil else { return Self.refusal("another backup is being made") }
            guard perform({ () throws(StoreError) in try store.holdStill() }) else {
                return Self.refusal(failure ?? "the store failed")
            }
            heldUntil = Clock.boot + Self.holdMilliseconds
        case .renew:
            guard heldUntil != nil, store.isHeldStill else { return Self.refusal("the store has changed meanwhile") }
            heldUntil = Clock.boot + Self.holdMilliseconds
        case .end:
            heldUntil = nil
            guard store.letGo() else { return Self.refusal("the store has changed meanwhile") }
        }
        var json = JSONWriter()
        json.beginObject()
        json.field("ok", true)
        json.endObject()
        return json.bytes
    }

    func endHoldIfDue() {
        guard let until = heldUntil, Clock.boot >= until else { return }
        heldUntil = nil
        _ = store.letGo()
    }

    private static func refusal(_ reason: String) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.field("ok", false)
        json.field("reason", reason)
        json.endObject()
        return json.bytes
    }
}
