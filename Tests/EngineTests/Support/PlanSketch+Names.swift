import Engine
import Expressions
import Telemetry

/// The slots of a template under way, by name.
struct Names {
    private(set) var slots: [SlotPlan] = []
    private(set) var environment = Environment()

    @discardableResult
    mutating func add(
        _ name: String, _ type: ValueType, _ kind: SlotPlan.Kind, _ initial: Expressions.Value = .error(.noValue)
    ) -> Int {
        environment.declare(name, type, slot: slots.count)
        slots.append(SlotPlan(name: name, kind: kind, initial: initial))
        return slots.count - 1
    }

    func slot(_ name: String) -> Int {
        guard let slot = slots.firstIndex(where: { $0.name == name }) else {
            preconditionFailure("the sketch has no '\(name)'")
        }
        return slot
    }
}

extension PlanSketch.Kind {
    var valueType: ValueType {
        switch self {
        case .number: .double
        case .bool: .bool
        case .text: .string
        case .any: .dyn
        }
    }
}

/// What slots are made of: the signals behind them, through derived values and what remembers.
struct Sources {
    let signals: Int
    let derived: [DerivedPlan]
    let operators: [OperatorPlan]

    func signals(behind slots: some Sequence<Int>) -> [Int] {
        var found: Set<Int> = []
        var open = Array(slots)
        while let slot = open.popLast() {
            guard found.insert(slot).inserted else { continue }
            for plan in derived where plan.slot == slot { open += plan.program.slotsRead }
            for plan in operators where plan.slot == slot { open += plan.slotsRead }
        }
        return found.filter { $0 < signals }.sorted()
    }
}
