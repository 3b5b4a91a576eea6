extension CheckerState {
    mutating func resolveList(_ elements: [Expression.Element]) -> Resolved {
        var elementType: ValueType?
        var resolved: [Resolved.Element] = []
        for element in elements {
            let value = resolve(element.value)
            let type = element.optional ? unwrapped(value, at: element.value.offset) : types.resolve(value.type)
            elementType = elementType.map { types.join(types.resolve($0), type) } ?? type
            resolved.append(Resolved.Element(value: value, optional: element.optional))
        }
        return Resolved(.list(resolved), .list(elementType ?? types.fresh()))
    }

    mutating func resolveMap(_ entries: [Expression.Entry]) -> Resolved {
        var keyType: ValueType?
        var valueType: ValueType?
        var resolved: [Resolved.Entry] = []
        for entry in entries {
            let key = resolve(entry.key)
            let value = resolve(entry.value)
            checkKey(types.resolve(key.type), at: entry.key.offset)
            let type = entry.optional ? unwrapped(value, at: entry.value.offset) : types.resolve(value.type)
            keyType = keyType.map { types.join(types.resolve($0), types.resolve(key.type)) } ?? types.resolve(key.type)
            valueType = valueType.map { types.join(types.resolve($0), type) } ?? type
            resolved.append(Resolved.Entry(key: key, value: value, optional: entry.optional))
        }
        return Resolved(.map(resolved), .map(keyType ?? types.fresh(), valueType ?? types.fresh()))
    }

    private mutating func checkKey(_ type: ValueType, at offset: Int) {
        switch type {
        case .dyn, .parameter, .bool, .int, .uint, .string: break
        case let other:
            report(
                at: offset, "\(Mend.article(types.close(other))) can't be a key",
                mend: "use a bool, int, uint or string")
        }
    }

    /// What is inside an optional element.
    private mutating func unwrapped(_ resolved: Resolved, at offset: Int) -> ValueType {
        switch types.resolve(resolved.type) {
        case .optional(let wrapped): return wrapped
        case .dyn, .parameter: return .dyn
        case let other:
            report(
                at: offset, "'?' needs an optional, this is \(Mend.article(types.close(other)))",
                mend: "leave '?' out, or write optional.of(...)")
            return other
        }
    }

    mutating func resolve(_ comprehension: Comprehension, at offset: Int) -> Resolved {
        let range = resolve(comprehension.range)
        let (firstType, secondType) = variableTypes(of: range, hasTwo: comprehension.second != nil, comprehension.range)
        let first = open(comprehension.first, firstType)
        let second = comprehension.second.map { open($0, secondType) }
        defer { close(second == nil ? 1 : 2) }
        var condition: Resolved?
        if let expression = comprehension.condition {
            let resolved = resolve(expression)
            expect(.bool, resolved, expression)
            condition = resolved
        }
        let body = resolve(comprehension.body)
        let type: ValueType
        switch comprehension.kind {
        case .all, .exists, .existsOne:
            expect(.bool, body, comprehension.body)
            type = .bool
        case .filter:
            expect(.bool, body, comprehension.body)
            type = .list(firstType)
        case .map, .transformList: type = .list(body.type)
        case .transformMap: type = .map(firstType, body.type)
        }
        return Resolved(
            .comprehension(
                ResolvedComprehension(
                    kind: comprehension.kind, range: range, first: first, second: second, condition: condition,
                    body: body)), type)
    }

    private mutating func variableTypes(
        of range: Resolved, hasTwo: Bool, _ expression: Expression
    ) -> (ValueType, ValueType) {
        switch types.resolve(range.type) {
        case .list(let element): return hasTwo ? (.int, element) : (element, .dyn)
        case .map(let key, let value): return (key, value)
        case .dyn, .parameter: return (.dyn, .dyn)
        case let other:
            report(
                at: expression.offset, "\(Mend.article(types.close(other))) can't be gone over",
                mend: "only lists and maps can")
            return (.dyn, .dyn)
        }
    }

    // MARK: Optionals

    mutating func resolveOptionalMap(
        _ target: Expression, _ variable: String, _ body: Expression, flat: Bool, at offset: Int
    ) -> Resolved {
        let resolved = resolve(target)
        let local = open(variable, wrappedType(resolved, at: offset))
        defer { close(1) }
        let resolvedBody = resolve(body)
        let type: ValueType = flat ? types.resolve(resolvedBody.type) : .optional(resolvedBody.type)
        return Resolved(.optionalMap(resolved, local: local, body: resolvedBody, flat: flat), type)
    }

    mutating func resolveOptionalOr(
        _ arguments: [Resolved], _ expressions: [Expression], unwraps: Bool, at offset: Int
    ) -> Resolved {
        let wrapped = wrappedType(arguments[0], at: offset)
        let other = types.resolve(arguments[1].type)
        let joined = types.join(types.resolve(unwraps ? wrapped : .optional(wrapped)), other)
        if joined == .dyn, types.resolve(wrapped) != .dyn, other != .dyn {
            report(
                at: expressions[1].offset,
                "the other value is \(Mend.article(types.close(other))), not \(types.close(wrapped))",
                mend: unwraps ? "" : "write orValue(...) for a plain value")
        }
        return Resolved(.optionalOr(arguments[0], arguments[1], unwraps: unwraps), joined)
    }

    private mutating func wrappedType(_ resolved: Resolved, at offset: Int) -> ValueType {
        switch types.resolve(resolved.type) {
        case .optional(let wrapped): return wrapped
        case .dyn, .parameter: return .dyn
        case let other:
            report(
                at: offset, "\(Mend.article(types.close(other))) is no optional",
                mend: "write optional.of(...) or .?field")
            return .dyn
        }
    }
}
