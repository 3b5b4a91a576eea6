internal import Expressions
internal import Telemetry

extension Engine {
    /// A rule may set an actuator whose state another rule reads; after so many rounds at one instant the chain is cut.
    static let maximumRounds = 8

    mutating func mark(slot: Int, template: Template) {
        for node in template.dependents[slot] { dirty.insert(node) }
    }

    /// Evaluates all that is marked, decides all that is contested, and goes on until nothing changes any more.
    mutating func settle(_ device: Int, template: Template, cause: Cause, into outputs: inout Outputs) {
        var rounds = 0
        while !dirty.isEmpty || !contested.isEmpty {
            rounds += 1
            guard rounds <= Engine.maximumRounds else {
                counters.chainsCut += 1
                break
            }
            evaluate(device, template: template, cause: cause, into: &outputs)
            decide(device, template: template, cause: cause, into: &outputs)
        }
        while dirty.removeFirst(from: 0) != nil {}
        while contested.removeFirst(from: 0) != nil {}
        dirty.markEmpty()
        contested.markEmpty()
    }

    private mutating func evaluate(_ device: Int, template: Template, cause: Cause, into outputs: inout Outputs) {
        // Nodes come after what they read, so one ascending walk sees everything that it marks itself.
        var start = 0
        while let index = dirty.removeFirst(from: start) {
            start = index
            switch template.nodes[index] {
            case .derived(let derived): derive(derived, device: device, template: template)
            case .rule(let rule):
                // A retained reading is never an edge.
                guard cause.isEdge else { continue }
                judge(rule, device: device, template: template, cause: cause, into: &outputs)
            }
        }
        dirty.markEmpty()
    }

    private mutating func derive(_ derived: DerivedPlan, device: Int, template: Template) {
        let value = devices[device].slots.withUnsafeBufferPointer { derived.program.evaluate($0) }
        if case .error = value { counters.evaluationErrors += 1 }
        devices[device].slots[derived.slot] = value
        aggregate(slot: derived.slot, value: value, device: device, template: template)
        mark(slot: derived.slot, template: template)
    }

    private mutating func judge(
        _ index: Int, device: Int, template: Template, cause: Cause, into outputs: inout Outputs
    ) {
        let rule = template.rules[index]
        let when = truth(of: rule.when, device: device)
        let until = rule.until.map { truth(of: $0, device: device) }
        let action = devices[device].rules[index].hold.observe(
            when: when, until: until, now: cause.time, forMilliseconds: rule.forMilliseconds)
        if case .wait = action { devices[device].rules[index].cause = cause.identity }
        if action == .raise { devices[device].rules[index].cause = cause.identity }
        follow(action, rule: index, device: device, template: template, cause: cause, into: &outputs)
    }

    private mutating func truth(of program: Program, device: Int) -> Truth {
        switch devices[device].slots.withUnsafeBufferPointer({ program.evaluateBool($0) }) {
        case .success(let flag): return flag ? .yes : .no
        case .failure:
            counters.evaluationErrors += 1
            return .unknown
        }
    }

    /// Carries out what a hold says.
    mutating func follow(
        _ action: Hold.Action, rule index: Int, device: Int, template: Template, cause: Cause,
        into outputs: inout Outputs
    ) {
        let rule = template.rules[index]
        switch action {
        case .none: return
        case .wait(let due):
            wait(until: due, for: .rule, index: index, device: device)
            return
        case .raise:
            devices[device].rules[index].count += 1
            devices[device].rules[index].raisedAt = cause.time
            emit(.raised, rule: rule, index: index, device: device, template: template, cause: cause, into: &outputs)
        case .clear:
            emit(.cleared, rule: rule, index: index, device: device, template: template, cause: cause, into: &outputs)
        }
        devices[device].slots[rule.raisedSlot] = .bool(action == .raise)
        mark(slot: rule.raisedSlot, template: template)
        for setting in rule.settings { contested.insert(setting.actuator) }
    }

    private mutating func emit(
        _ state: Event.State, rule: RulePlan, index: Int, device: Int, template: Template, cause: Cause,
        into outputs: inout Outputs
    ) {
        let identity = state == .raised ? devices[device].rules[index].cause : cause.identity
        let count = devices[device].rules[index].count
        let id = Identifier {
            $0.combine(identitySeed)
            $0.combine(identity)
            $0.combine(devices[device].nameHash)
            $0.combine(rule.name)
            $0.combine(count)
            $0.combine(UInt64(state == .raised ? 1 : 0))
        }
        let signals = rule.reported.compactMap { slot in
            devices[device].slots[slot].telemetry.map { NamedValue(name: template.slots[slot].name, value: $0) }
        }
        outputs.records.append(
            .event(
                Event(
                    time: wall(cause.time), device: devices[device].name, name: rule.name, state: state,
                    severity: rule.severity, message: message(rule.message, device: device), signals: signals, id: id)))
    }

    private func message(_ segments: [MessageSegment], device: Int) -> String? {
        guard !segments.isEmpty else { return nil }
        var text = ""
        for segment in segments {
            switch segment {
            case .text(let piece): text += piece
            case .device: text += devices[device].name
            case .slot(let slot): text += devices[device].slots[slot].telemetry?.description ?? "?"
            }
        }
        return text
    }
}
