internal import Expressions
internal import Telemetry

extension DeviceState {
    /// A rule may set an actuator whose state another rule reads; after so many rounds at one instant the chain is cut.
    static let maximumRounds = 8

    /// A slot has a new value: what reads it must be evaluated.
    mutating func mark(_ slot: Int, _ template: Template, _ pass: inout Pass) {
        let step = template.slotSteps[slot]
        if !step.dependents.isEmpty {
            // What nothing judges does not take the device's clock along: actuators go by the gateway's.
            if eventClock != nil { eventClock?.reach(pass.cause.time) }
            pass.dirty.insert(step.dependents, template.marked)
        }
        if !step.contests.isEmpty { pass.contested.insert(step.contests, template.marked) }
        if step.isExported { pass.exports.append(Pass.Export(slot: slot, value: slots[slot])) }
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
        if rounds > DeviceState.maximumRounds {
            pass.dirty.removeAll()
            pass.contested.removeAll()
            pass.samples.removeAll()
        }
        endPulses(&pass)
    }

    private mutating func evaluate(_ template: Template, _ pass: inout Pass) {
        // Nodes come after what they read, so one ascending walk sees everything that it marks itself.
        var start = 0
        while let index = pass.dirty.removeFirst(from: start) {
            start = index
            let step = template.steps[index]
            switch step.kind {
            case .condition: judge(step, template, &pass)
            case .derived:
                if !pass.samples.isEmpty { pass.samples.remove(index) }
                derive(step, node: index, template, &pass)
            case .operator: evaluate(operator: step.index, template, &pass)
            case .rule: judge(step.index, template, &pass)
            case .score: judge(score: step.index, template, &pass)
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

    private mutating func derive(_ step: NodeStep, node: Int, _ template: Template, _ pass: inout Pass) {
        let value = value(of: step, node: node, template)
        if case .error = value { pass.counters.evaluationErrors += 1 }
        slots[step.index] = value
        if pass.cause.isEdge { aggregate(slot: step.index, value: value, template, &pass) }
        mark(step.index, template, &pass)
    }

    private func value(of step: NodeStep, node: Int, _ template: Template) -> Expressions.Value {
        if let number = step.program {
            switch slots.withUnsafeBufferPointer({ number.evaluateDouble($0) }) {
            case .success(let number): return .double(number)
            case .failure(let error): return .error(error)
            }
        }
        guard case .derived(let derived) = template.nodes[node] else { return .missing }
        return slots.withUnsafeBufferPointer { derived.program.evaluate($0) }
    }

    /// Computes every derived value from what there is: from parameters alone at first.
    mutating func deriveAll(_ template: Template) {
        for case .derived(let derived) in template.nodes {
            slots[derived.slot] = slots.withUnsafeBufferPointer { derived.program.evaluate($0) }
        }
    }

    func truth(of program: Program, _ pass: inout Pass) -> Truth {
        truth(of: BorrowedProgram(program), &pass)
    }

    /// - Parameter program: of the device's template.
    @inline(__always)
    func truth(of program: BorrowedProgram, _ pass: inout Pass) -> Truth {
        switch slots.withUnsafeBufferPointer({ program.evaluateBool($0) }) {
        case .success(let flag): return flag ? .yes : .no
        case .failure:
            // At a start nothing was measured yet: that is no mistake of a rule.
            if pass.cause.isEdge { pass.counters.evaluationErrors += 1 }
            return .unknown
        }
    }
}
