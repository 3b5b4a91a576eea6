extension Expression {
    /// The expression with every call of a function with state replaced, inner calls first, so that the operand of
    /// `rate(mean(flow, 1m))` is what `mean` was replaced by.
    ///
    /// Throws all problems: wrong arguments, and calls over a macro's variable, which have no state to keep.
    public func replacingStatefulCalls(
        _ replace: (StatefulCall) -> Expression
    ) throws(CheckError) -> Expression {
        var problems: [Problem] = []
        let result = replacingStatefulCalls(bound: [], &problems, replace)
        guard problems.isEmpty else { throw CheckError(problems: problems.sorted { $0.offset < $1.offset }) }
        return result
    }

    private func replacingStatefulCalls(
        bound: [String], _ problems: inout [Problem], _ replace: (StatefulCall) -> Expression
    ) -> Expression {
        let inner = bound + kind.boundNames
        var isFirst = true
        let newKind = kind.mapChildren { child in
            defer { isFirst = false }
            return child.replacingStatefulCalls(bound: isFirst ? bound : inner, &problems, replace)
        }
        let node = Expression(newKind, offset: offset)
        do throws(StatefulCallProblem) {
            guard let call = try StatefulCall(node) else { return node }
            if let name = call.operand.freeNames.first(where: { bound.contains($0) }) {
                throw StatefulCallProblem(
                    offset: offset,
                    message: "\(call.function)() cannot follow '\(name)', which is only a name inside a macro",
                    mend: "write \(call.function)() over a signal")
            }
            return replace(call)
        } catch {
            problems.append(error.problem)
            return node
        }
    }

    /// The names that stand free in it: not those of macros' own variables. Sorted, each once; of `motor.on` it is `motor`.
    public var freeNames: [String] {
        var names: Set<String> = []
        collectFreeNames(bound: [], into: &names)
        return names.sorted()
    }

    private func collectFreeNames(bound: [String], into names: inout Set<String>) {
        if case .identifier(let name, let leadingDot) = kind, leadingDot || !bound.contains(name) { names.insert(name) }
        let inner = bound + kind.boundNames
        var isFirst = true
        kind.forEachChild { child in
            child.collectFreeNames(bound: isFirst ? bound : inner, into: &names)
            isFirst = false
        }
    }
}

extension Expression.Kind {
    /// The variables of a macro, which hold in all children but the first.
    public var boundNames: [String] {
        switch self {
        case .comprehension(let comprehension): [comprehension.first] + (comprehension.second.map { [$0] } ?? [])
        case .binding(let variable, _, _), .optionalMap(_, let variable, _, _): [variable]
        default: []
        }
    }
}
