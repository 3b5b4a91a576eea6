internal import Expressions

/// A node as it is carried out with every reading: without references, so that walking the nodes counts none. What it
/// points to belongs to the template.
struct NodeStep: Sendable {
    enum Kind: Sendable {
        /// A derived value for a slot.
        case derived
        case `operator`
        case rule
        /// A rule of which its condition is all that is to be asked.
        case condition
        case score
    }

    var kind: Kind
    /// Of the operator, rule or score; of the slot.
    var index: Int
    /// Of a condition; of a derived value that is a number, else nil.
    var program: BorrowedProgram?
    var until: BorrowedProgram?

    init(_ node: PlanNode, rules: [RulePlan]) {
        switch node {
        case .derived(let derived):
            kind = .derived
            index = derived.slot
            if derived.program.type == .double { program = BorrowedProgram(derived.program) }
        case .operator(let index):
            kind = .operator
            self.index = index
        case .score(let index):
            kind = .score
            self.index = index
        case .rule(let index):
            kind = .rule
            self.index = index
            guard case .condition(let condition) = rules[index].trigger, !condition.isInstant,
                rules[index].modifiers.inhibitors.isEmpty
            else { break }
            kind = .condition
            program = BorrowedProgram(condition.when)
            until = condition.until.map { BorrowedProgram($0) }
        }
    }
}

/// What follows from a change of a slot.
struct SlotStep: Sendable {
    /// Nodes to evaluate.
    var dependents: Marks
    /// Actuators to decide anew.
    var contests: Marks
    /// Whether other devices read it.
    var isExported: Bool
    /// Where its values are aggregated, as a stretch of the template's targets.
    var aggregations: Range<Int>

    var isAggregated: Bool { !aggregations.isEmpty }
}

/// An item of a summary that a slot's values are added to.
struct AggregationStep: Sendable {
    var summary: Int
    var item: Int
    /// Whether what held before the first value of a window counts.
    var isWeighted: Bool
}

/// What every value of a signal is judged by.
struct SignalStep: Sendable {
    /// Whether anything is done with its numbers but the valid range and the deadband.
    var isFiltered: Bool
    var isBounded: Bool
    var least: Double
    var greatest: Double
    var deadband: Double
    /// Whether anything takes each of its values, whether it changes or not.
    var isCollected: Bool
    /// Whether anything asks when it was heard.
    var isTold: Bool

    init(_ plan: SignalPlan, isCollected: Bool) {
        isFiltered = plan.isFiltered
        isBounded = plan.valid != nil
        least = plan.valid?.lowerBound ?? -.infinity
        greatest = plan.valid?.upperBound ?? .infinity
        deadband = plan.deadband
        self.isCollected = isCollected
        isTold = plan.validSlot != nil || plan.staleSlot != nil || plan.staleMilliseconds != nil
    }
}
