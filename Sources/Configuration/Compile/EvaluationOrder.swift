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
        _ derived: [Named<WrittenText>], _ parsed: [Expression?], _ diagnostics: Diagnostics
    ) -> [Int]? {
        let uses = parsed.map { expression -> [Int] in
            guard let expression else { return [] }
            var names: Set<String> = []
            collect(expression, into: &names)
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

/// The order of an evaluation pass over derived values and rules.
enum EvaluationOrder {
    static func sort(
        derived: [DerivedPlan], rules: [RulePlan], _ section: DeviceSection, _ diagnostics: Diagnostics
    ) -> [PlanNode]? {
        let nodes = derived.map { PlanNode.derived($0) } + rules.indices.map { PlanNode.rule($0) }
        var makers: [Int: Int] = [:]
        for (index, plan) in derived.enumerated() { makers[plan.slot] = index }
        for (index, rule) in rules.enumerated() { makers[rule.raisedSlot] = derived.count + index }
        let uses = nodes.map { node -> [Int] in
            switch node {
            case .derived(let plan): plan.program.slotsRead.compactMap { makers[$0] }
            case .operator: []
            case .rule(let rule): rules[rule].slotsRead.compactMap { makers[$0] }
            }
        }
        switch DependencyOrder.sort(uses) {
        case .success(let order): return order.map { nodes[$0] }
        case .failure(let cycle):
            report(cycle.items, derived: derived, rules: rules, section, diagnostics)
            return nil
        }
    }

    private static func report(
        _ cycle: [Int], derived: [DerivedPlan], rules: [RulePlan], _ section: DeviceSection,
        _ diagnostics: Diagnostics
    ) {
        let names = cycle.map { index in
            index < derived.count ? section.derive[index].name : rules[index - derived.count].name
        }
        let mark = section.rules.first { names.contains($0.name) }?.mark ?? section.deviceMark
        diagnostics.error(
            "rules depend on one another in a circle: \((names + [names[0]]).joined(separator: " -> "))",
            mend: "break the circle", at: mark)
    }
}
