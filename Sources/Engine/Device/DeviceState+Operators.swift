internal import Expressions
internal import Telemetry

extension DeviceState {
    /// The age of a value is told anew so often.
    static let ageStepMilliseconds: Int64 = 1000

    /// Computes the source of an operator over an expression, and hands it the value.
    mutating func evaluate(operator index: Int, _ template: Template, _ pass: inout Pass) {
        let plan = template.operators[index]
        if case .members(let aggregate, let gathering) = plan.function {
            let value = evaluate(aggregate, gathering: gathering, operator: plan, template)
            return set(plan.slot, value, template, &pass)
        }
        guard case .program(let program) = plan.source else { return }
        let value = slots.withUnsafeBufferPointer { program.evaluate($0) }
        if case .error = value { pass.counters.evaluationErrors += 1 }
        guard pass.cause.isEdge else {
            // Old, age unknown: the next value is compared with it, and it is compared with none.
            memories[index].note(value, now: pass.cause.time)
            return
        }
        feed(operator: index, value, template, &pass)
    }

    /// Remembers what is known without a reading, as that a rule is not raised: its first change is one, too.
    ///
    /// - Parameter isDerivedKnown: whether derived values are those of the present plan.
    mutating func noteFirst(_ template: Template, now: Instant, isDerivedKnown: Bool = true) {
        var known = slots
        for plan in template.operators {
            guard case .members(let aggregate, let gathering) = plan.function else { continue }
            known[plan.slot] = evaluate(aggregate, gathering: gathering, operator: plan, template)
        }
        for (index, plan) in template.operators.enumerated() where memories[index].time == nil {
            guard plan.function == .becomes || plan.function == .changed, case .program(let program) = plan.source,
                isDerivedKnown || !program.slotsRead.contains(where: { template.slots[$0].kind == .derived })
            else { continue }
            let value = known.withUnsafeBufferPointer { program.evaluate($0) }
            if case .error = value { continue }
            memories[index].note(value, now: now)
        }
    }

    mutating func forgetMemories() {
        for index in memories.indices { memories[index] = Memory() }
    }

    /// Hands an operator a value of its source.
    mutating func feed(
        operator index: Int, _ value: Expressions.Value, _ template: Template, _ pass: inout Pass
    ) {
        let plan = template.operators[index]
        let now = pass.cause.time
        switch plan.function {
        case .becomes:
            if memories[index].becomes(value, now: now) { pulse(plan.slot, template, &pass) }
        case .occurs: if value == .bool(true) { pulse(plan.slot, template, &pass) }
        case .changed:
            if memories[index].changes(value, now: now) { pulse(plan.slot, template, &pass) }
        case .delta, .rate:
            let result = memories[index].difference(value, now: now, perSecond: plan.function == .rate)
            if let result { set(plan.slot, .double(result), template, &pass) }
        case .ewma(let tau):
            let result = memories[index].weighted(value, now: now, tauMilliseconds: tau)
            if let result { set(plan.slot, .double(result), template, &pass) }
        case .age:
            memories[index].note(value, now: now)
            set(plan.slot, .duration(nanoseconds: 0), template, &pass)
            let next = now.advanced(by: DeviceState.ageStepMilliseconds)
            waitLogically(until: next, for: .operator, index: index, &pass)
        case .aged(let milliseconds):
            memories[index].note(value, now: now)
            set(plan.slot, .bool(false), template, &pass)
            waitLogically(until: now.advanced(by: milliseconds), for: .operator, index: index, &pass)
        case .window(let aggregate, _): feed(window: index, aggregate, value, plan, template, &pass)
        case .unchanged(let milliseconds, let tolerance):
            let since = memories[index].repeats(value, now: now, tolerance: tolerance)
            guard let since else { return }
            let isUnchanged = since < now && now >= since.advanced(by: milliseconds)
            if slots[plan.slot] != .bool(isUnchanged) { set(plan.slot, .bool(isUnchanged), template, &pass) }
        case .members: break
        }
    }

    /// A boolean counts as one or zero; of a count only those that are true are counted.
    private mutating func feed(
        window index: Int, _ aggregate: Aggregate, _ value: Expressions.Value, _ plan: OperatorPlan,
        _ template: Template, _ pass: inout Pass
    ) {
        let now = pass.cause.time
        let cut = rolling[index]?.cut ?? 0
        switch value {
        case .double(let number): rolling[index]?.add(number, now: now)
        case .int(let number): rolling[index]?.add(Double(number), now: now)
        case .bool(let flag) where flag || aggregate != .count: rolling[index]?.add(flag ? 1 : 0, now: now)
        case .string where aggregate == .count: rolling[index]?.add(1, now: now)
        case .string(let text) where aggregate == .distinct: rolling[index]?.add(text.number, now: now)
        default:
            rolling[index]?.advance(to: now)
            rolling[index]?.interrupt()
        }
        pass.counters.windowSamplesDropped += Int((rolling[index]?.cut ?? 0) - cut)
        tell(window: index, aggregate, plan, template, &pass)
    }

    /// The signal of a window has no value any more.
    mutating func interrupt(operator index: Int, _ template: Template, _ pass: inout Pass) {
        guard case .window(.timeWeightedMean, _) = template.operators[index].function else { return }
        rolling[index]?.advance(to: pass.cause.time)
        rolling[index]?.interrupt()
        tell(window: index, .timeWeightedMean, template.operators[index], template, &pass)
    }

    private mutating func tell(
        window index: Int, _ aggregate: Aggregate, _ plan: OperatorPlan, _ template: Template, _ pass: inout Pass
    ) {
        guard let window = rolling[index] else { return }
        let value = window.result(aggregate, now: pass.cause.time).map { Expressions.Value.double($0) } ?? .missing
        if value != slots[plan.slot] { set(plan.slot, value, template, &pass) }
        if let due = window.nextDeadline { waitLogically(until: due, for: .operator, index: index, &pass) }
    }

    /// Time has come for an operator.
    mutating func serve(operator index: Int, _ template: Template, _ pass: inout Pass) {
        let plan = template.operators[index]
        switch plan.function {
        case .becomes, .occurs, .changed, .delta, .rate, .ewma, .unchanged, .members: return
        case .window(let aggregate, _):
            rolling[index]?.advance(to: pass.cause.time)
            tell(window: index, aggregate, plan, template, &pass)
        case .age:
            guard let time = memories[index].time else { return }
            let elapsed = pass.cause.time.milliseconds - time.milliseconds
            let steps = elapsed / DeviceState.ageStepMilliseconds
            let next = time.advanced(by: (steps + 1) * DeviceState.ageStepMilliseconds)
            waitLogically(until: next, for: .operator, index: index, &pass)
            guard elapsed % DeviceState.ageStepMilliseconds == 0 else { return }
            set(plan.slot, .duration(nanoseconds: elapsed * 1_000_000), template, &pass)
        case .aged: set(plan.slot, .bool(true), template, &pass)
        }
    }

    /// When an operator wants to be asked next; nil when it waits for nothing.
    func deadline(operator index: Int, _ plan: OperatorPlan, now: Instant) -> Instant? {
        if let window = rolling[index] { return window.nextDeadline }
        guard let time = memories[index].time else { return nil }
        switch plan.function {
        case .becomes, .occurs, .changed, .delta, .rate, .ewma, .unchanged, .window, .members: return nil
        case .age:
            let steps = (now.milliseconds - time.milliseconds) / DeviceState.ageStepMilliseconds
            return time.advanced(by: (steps + 1) * DeviceState.ageStepMilliseconds)
        case .aged(let milliseconds):
            return slots[plan.slot] == .bool(true) ? nil : time.advanced(by: milliseconds)
        }
    }

    /// Gives a slot a value and marks what reads it.
    mutating func set(_ slot: Int, _ value: Expressions.Value, _ template: Template, _ pass: inout Pass) {
        slots[slot] = value
        mark(slot, template, &pass)
    }
}

extension String {
    /// A number that stands for the text: other texts have others, but for one pair in 2^53.
    fileprivate var number: Double {
        var hash = StableHash()
        hash.combine(self)
        return Double(hash.value >> 11)
    }
}
