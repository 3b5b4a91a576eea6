internal import Expressions
internal import Telemetry

/// A member's present values, as the device that gathers them sees them. Follows from the members, so it is no part of a
/// snapshot.
struct MemberRow: Sendable {
    /// By the position of the gathering's values.
    var values: [Expressions.Value]
}

extension DeviceState {
    /// Takes a place for a new member.
    mutating func addMember(gathering: Int, values: [Expressions.Value], _ template: Template) -> Int {
        if members.isEmpty { members = template.gatherings.map { _ in [] } }
        members[gathering].append(MemberRow(values: values))
        return members[gathering].count - 1
    }

    /// A member's value has changed.
    mutating func receive(
        _ value: Expressions.Value, gathering: Int, row: Int, position: Int, _ template: Template, _ pass: inout Pass
    ) {
        members[gathering][row].values[position] = value
        mark(template.gatherings[gathering].values[position].slot, template, &pass)
    }

    /// A reading of a member begins: whose it is, and what listens to any.
    mutating func receiveReading(of member: String, gathering: Int, _ template: Template, _ pass: inout Pass) {
        let plan = template.gatherings[gathering]
        beat(template.inputBeats[plan.input], template, &pass)
        take(Reading.Entry(signal: plan.memberSignal, value: .text(member)), template, &pass)
    }

    /// What a member measures may be the first that a device hears which gathers it.
    mutating func wakeGatherer(_ template: Template, _ pass: inout Pass) {
        guard !template.gatherings.isEmpty, !isAwake, pass.cause.isEdge else { return }
        wake(template, &pass)
    }

    /// Computes an aggregate over the members.
    mutating func evaluate(
        _ aggregate: MemberAggregate, gathering: Int, operator plan: OperatorPlan, _ template: Template
    ) -> Expressions.Value {
        guard case .program(let program) = plan.source else { return .missing }
        var partial = MemberAggregate.Partial()
        let places = template.gatherings[gathering].values
        let count = members.isEmpty ? 0 : members[gathering].count
        for row in 0..<count {
            for position in places.indices {
                slots[places[position].slot] = members[gathering][row].values[position]
            }
            partial.add(slots.withUnsafeBufferPointer { program.evaluate($0) })
        }
        for place in places { slots[place.slot] = .missing }
        return partial.result(aggregate)
    }

    /// Computes all of them from what there is.
    mutating func evaluateMembers(_ template: Template) {
        for plan in template.operators {
            guard case .members(let aggregate, let gathering) = plan.function else { continue }
            slots[plan.slot] = evaluate(aggregate, gathering: gathering, operator: plan, template)
        }
    }
}
