internal import Expressions
internal import Telemetry

extension DeviceState {
    /// A rule may set an actuator whose state another rule reads; after so many rounds at one instant the chain is cut.
    static let maximumRounds = 8

    /// A slot has a new value: what reads it must be evaluated.
    mutating func mark(_ slot: Int, _ template: Template, _ pass: inout Pass) {
        // What nothing judges does not take the device's clock along: actuators go by the gateway's.
        if eventClock != nil, !template.dependents[slot].isEmpty { eventClock?.reach(pass.cause.time) }
        for node in template.dependents[slot] { pass.dirty.insert(node) }
        for actuator in template.contests[slot] { pass.contested.insert(actuator) }
        if template.isExported[slot] { pass.exports.append(Pass.Export(slot: slot, value: slots[slot])) }
    }

    /// Makes a slot true for the evaluation that is under way.
    mutating func pulse(_ slot: Int, _ template: Template, _ pass: inout Pass) {
        slots[slot] = .bool(true)
        pass.pulses.append(slot)
        mark(slot, template, &pass)
    }

    /// Evaluates all that is marked, decides all that is contested, and goes on until nothing changes any more.
    mutating func settle(_ template: Template, _ pass: inout Pass) {
        var rounds = 0
        while !pass.dirty.isEmpty || !pass.contested.isEmpty || !pass.samples.isEmpty {
            rounds += 1
            guard rounds <= DeviceState.maximumRounds else {
                pass.counters.chainsCut += 1
                break
            }
            evaluate(template, &pass)
            decide(template, &pass)
        }
        while pass.dirty.removeFirst(from: 0) != nil {}
        while pass.contested.removeFirst(from: 0) != nil {}
        while pass.samples.removeFirst(from: 0) != nil {}
        pass.dirty.markEmpty()
        pass.contested.markEmpty()
        pass.samples.markEmpty()
        endPulses(&pass)
    }

    private mutating func evaluate(_ template: Template, _ pass: inout Pass) {
        // Nodes come after what they read, so one ascending walk sees everything that it marks itself.
        var start = 0
        while let index = pass.dirty.removeFirst(from: start) {
            start = index
            switch template.nodes[index] {
            case .derived(let derived):
                if !pass.samples.isEmpty { pass.samples.remove(index) }
                derive(derived, template, &pass)
            case .operator(let index): evaluate(operator: index, template, &pass)
            case .rule(let rule): judge(rule, template, &pass)
            case .score(let score): judge(score: score, template, &pass)
            }
        }
        pass.dirty.markEmpty()
        if !pass.samples.isEmpty { sample(template, &pass) }
        endPulses(&pass)
    }

    /// Adds derived values that did not change to their windows, since a reading came of which they are made.
    private mutating func sample(_ template: Template, _ pass: inout Pass) {
        while let node = pass.samples.removeFirst(from: 0) {
            guard case .derived(let derived) = template.nodes[node] else { continue }
            aggregate(slot: derived.slot, value: slots[derived.slot], template, &pass)
        }
        pass.samples.markEmpty()
    }

    /// What was true for an instant is so no more; that is no change that anything would have to be told of.
    private mutating func endPulses(_ pass: inout Pass) {
        guard !pass.pulses.isEmpty else { return }
        for slot in pass.pulses { slots[slot] = .bool(false) }
        pass.pulses.removeAll(keepingCapacity: true)
    }

    private mutating func derive(_ derived: DerivedPlan, _ template: Template, _ pass: inout Pass) {
        let value = slots.withUnsafeBufferPointer { derived.program.evaluate($0) }
        if case .error = value { pass.counters.evaluationErrors += 1 }
        slots[derived.slot] = value
        if pass.cause.isEdge { aggregate(slot: derived.slot, value: value, template, &pass) }
        mark(derived.slot, template, &pass)
    }

    /// Computes every derived value from what there is: from parameters alone at first.
    mutating func deriveAll(_ template: Template) {
        for case .derived(let derived) in template.nodes {
            slots[derived.slot] = slots.withUnsafeBufferPointer { derived.program.evaluate($0) }
        }
    }

    func truth(of program: Program, _ pass: inout Pass) -> Truth {
        switch slots.withUnsafeBufferPointer({ program.evaluateBool($0) }) {
        case .success(let flag): return flag ? .yes : .no
        case .failure:
            // At a start nothing was measured yet: that is no mistake of a rule.
            if pass.cause.isEdge { pass.counters.evaluationErrors += 1 }
            return .unknown
        }
    }
}
