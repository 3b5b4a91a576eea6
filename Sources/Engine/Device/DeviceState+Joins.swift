internal import Expressions
internal import Telemetry

extension DeviceState {
    /// An event of one side of a join may have come. What comes while the rule is inhibited is paired, and not told.
    ///
    /// - Returns: how often the rule fires.
    mutating func observe(_ join: JoinPlan, rule index: Int, _ pass: inout Pass) -> Int {
        guard pass.cause.isEdge else { return 0 }
        let left = slots[join.left] == .bool(true)
        let right = slots[join.right] == .bool(true)
        guard left || right, let key = eventKey(join.key, &pass) else { return 0 }
        rules[index].cause = pass.cause.identity
        let dropped = rules[index].joins[0].dropped
        defer { pass.counters.partialMatchesDropped += Int(rules[index].joins[0].dropped - dropped) }
        return rules[index].joins[0].observe(left: left, right: right, key: key, now: pass.cause.time)
    }

    /// Nil where the key has no value: then the event belongs to no sequence.
    func eventKey(_ program: Program?, _ pass: inout Pass) -> PatternKey? {
        guard let program else { return .flag(true) }
        let value = slots.withUnsafeBufferPointer { program.evaluate($0) }
        if case .error = value { pass.counters.evaluationErrors += 1 }
        return value.telemetry.map { PatternKey($0) }
    }
}
