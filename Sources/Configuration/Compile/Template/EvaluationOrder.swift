internal import Documents
internal import Engine
internal import Expressions

/// An order in which everything comes after what it uses.
enum DependencyOrder {
    /// - Parameter uses: for each item the items it uses.
    /// - Returns: the order, least index first where there is a choice; or the items of one cycle.
    static func sort(_ uses: [[Int]]) -> Result<[Int], Cycle> {
        var order: [Int] = []
        var isDone = [Bool](repeating: false, count: uses.count)
        var path: [Int] = []
        for start in uses.indices {
            if let cycle = visit(start, uses, &isDone, &path, &order) { return .failure(cycle) }
        }
        return .success(order)
    }

    /// Items that use one another in a circle, in that order.
    struct Cycle: Error {
        let items: [Int]
    }

    private static func visit(
        _ item: Int, _ uses: [[Int]], _ isDone: inout [Bool], _ path: inout [Int], _ order: inout [Int]
    ) -> Cycle? {
        guard !isDone[item] else { return nil }
        if let start = path.firstIndex(of: item) { return Cycle(items: Array(path[start...])) }
        path.append(item)
        for used in uses[item] {
            if let cycle = visit(used, uses, &isDone, &path, &order) { return cycle }
        }
        path.removeLast()
        isDone[item] = true
        order.append(item)
        return nil
    }
}

/// The order of derived values among themselves, found from their names before their types are known.
enum DerivedOrder {
    static func sort(
        _ derived: [Named<WrittenText>], _ parsed: [Written?], _ diagnostics: Diagnostics
    ) -> [Int]? {
        let uses = parsed.map { written -> [Int] in
            guard let written else { return [] }
            var names: Set<String> = []
            collect(written.expression, into: &names)
            return derived.indices.filter { names.contains(derived[$0].name) }
        }
        switch DependencyOrder.sort(uses) {
        case .success(let order): return order
        case .failure(let cycle):
            let names = (cycle.items + [cycle.items[0]]).map { derived[$0].name }.joined(separator: " -> ")
            diagnostics.error(
                "derived values use one another in a circle: \(names)", mend: "break the circle",
                at: derived[cycle.items[0]].mark)
            return nil
        }
    }

    private static func collect(_ expression: Expression, into names: inout Set<String>) {
        if case .identifier(let name, _) = expression.kind { names.insert(name) }
        expression.kind.forEachChild { collect($0, into: &names) }
    }
}

/// The order of an evaluation pass over derived values, operators over expressions, and rules.
enum EvaluationOrder {
    static func sort(
        derived: [DerivedPlan], operators: [OperatorPlan], rules: [RulePlan], scores: [ScorePlan] = [],
        signals: [SignalDraft] = [], _ section: DeviceSection, _ diagnostics: Diagnostics
    ) -> [PlanNode]? {
        var nodes = derived.map { PlanNode.derived($0) } + rules.indices.map { PlanNode.rule($0) }
        var names = section.derive.map(\.name).prefix(derived.count) + rules.map(\.name)
        var makers: [Int: Int] = [:]
        for (index, plan) in derived.enumerated() { makers[plan.slot] = index }
        for (index, rule) in rules.enumerated() { makers[rule.raisedSlot] = derived.count + index }
        for (index, plan) in operators.enumerated() {
            guard case .program = plan.source else { continue }
            makers[plan.slot] = nodes.count
            nodes.append(.operator(index))
            names.append(plan.name)
        }
        for (index, plan) in scores.enumerated() {
            let told = [signals[plan.signal].staleSlot, signals[plan.signal].validSlot, signals[plan.signal].stuckSlot]
            for slot in [plan.signal] + plan.words.slots + told.compactMap(\.self) { makers[slot] = nodes.count }
            // What remembers a score's values is new with each of them.
            for of in operators { if case .signal(plan.signal) = of.source { makers[of.slot] = nodes.count } }
            nodes.append(.score(index))
            names.append(plan.name)
        }
        let uses = nodes.map { node -> [Int] in
            switch node {
            case .derived(let plan): plan.program.slotsRead.compactMap { makers[$0] }
            case .operator(let index): operators[index].slotsRead.compactMap { makers[$0] }
            case .rule(let rule): rules[rule].slotsRead.compactMap { makers[$0] }
            case .score(let score): scores[score].slotsRead.compactMap { makers[$0] }
            }
        }
        switch DependencyOrder.sort(uses) {
        case .success(let order):
            let chain = RuleChain.longest(uses, order: order) { if case .rule = nodes[$0] { true } else { false } }
            let last = chain.last.flatMap { last in section.rules.first { $0.name == names[last] }?.mark }
            RuleChain.check(chain.map { names[$0] }, diagnostics, at: last)
            return order.map { nodes[$0] }
        case .failure(let cycle):
            report(cycle.items.map { names[$0] }, section, diagnostics)
            return nil
        }
    }

    private static func report(_ names: [String], _ section: DeviceSection, _ diagnostics: Diagnostics) {
        let mark =
            section.rules.first { names.contains($0.name) }?.mark
            ?? section.scores.first { names.contains($0.name) }?.mark
            ?? section.derive.first { names.contains($0.name) }?.mark ?? section.deviceMark
        diagnostics.error(
            "rules depend on one another in a circle: \((names + [names[0]]).joined(separator: " -> "))",
            mend: "break the circle", at: mark)
    }
}
