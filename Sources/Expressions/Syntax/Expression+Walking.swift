extension Expression.Kind {
    /// Visits the direct children from left to right.
    public func forEachChild(_ visit: (Expression) -> Void) {
        switch self {
        case .literal, .identifier: break
        case .select(let operand, _, _), .has(let operand, _, _), .unary(_, let operand): visit(operand)
        case .index(let operand, let key, _):
            visit(operand)
            visit(key)
        case .binary(_, let left, let right):
            visit(left)
            visit(right)
        case .conditional(let condition, let then, let otherwise):
            visit(condition)
            visit(then)
            visit(otherwise)
        case .call(_, let target, let arguments):
            if let target { visit(target) }
            arguments.forEach(visit)
        case .list(let elements): elements.forEach { visit($0.value) }
        case .map(let entries):
            for entry in entries {
                visit(entry.key)
                visit(entry.value)
            }
        case .message(_, let fields): fields.forEach { visit($0.value) }
        case .comprehension(let comprehension):
            visit(comprehension.range)
            if let condition = comprehension.condition { visit(condition) }
            visit(comprehension.body)
        case .binding(_, let value, let body):
            visit(value)
            visit(body)
        case .optionalMap(let target, _, let body, _):
            visit(target)
            visit(body)
        }
    }

    /// The same node over other children, each replaced by what `replace` gives for it, from left to right.
    public func mapChildren<Failure: Error>(
        _ replace: (Expression) throws(Failure) -> Expression
    ) throws(Failure) -> Expression.Kind {
        switch self {
        case .literal, .identifier: return self
        case .select(let operand, let field, let optional):
            return .select(try replace(operand), field: field, optional: optional)
        case .has(let operand, let field, let optional):
            return .has(try replace(operand), field: field, optional: optional)
        case .unary(let symbol, let operand): return .unary(symbol, try replace(operand))
        case .index(let operand, let key, let optional):
            return .index(try replace(operand), key: try replace(key), optional: optional)
        case .binary(let symbol, let left, let right): return .binary(symbol, try replace(left), try replace(right))
        case .conditional(let condition, let then, let otherwise):
            return .conditional(try replace(condition), then: try replace(then), otherwise: try replace(otherwise))
        case .call(let function, let target, let arguments):
            var newTarget: Expression?
            if let target { newTarget = try replace(target) }
            return .call(function: function, target: newTarget, arguments: try each(arguments, replace))
        case .list(let elements):
            return .list(
                try each(elements) { (element) throws(Failure) in
                    Expression.Element(try replace(element.value), optional: element.optional)
                })
        case .map(let entries):
            return .map(
                try each(entries) { (entry) throws(Failure) in
                    Expression.Entry(
                        key: try replace(entry.key), value: try replace(entry.value), optional: entry.optional)
                })
        case .message(let type, let fields):
            return .message(
                type: type,
                fields: try each(fields) { (field) throws(Failure) in
                    Expression.Field(name: field.name, value: try replace(field.value), optional: field.optional)
                })
        case .comprehension(let comprehension):
            let range = try replace(comprehension.range)
            var condition: Expression?
            if let old = comprehension.condition { condition = try replace(old) }
            return .comprehension(
                Comprehension(
                    comprehension.kind, range: range, first: comprehension.first, second: comprehension.second,
                    condition: condition, body: try replace(comprehension.body)))
        case .binding(let variable, let value, let body):
            return .binding(variable: variable, value: try replace(value), body: try replace(body))
        case .optionalMap(let target, let variable, let body, let flat):
            return .optionalMap(try replace(target), variable: variable, body: try replace(body), flat: flat)
        }
    }

    private func each<Item, Result, Failure: Error>(
        _ items: [Item], _ transform: (Item) throws(Failure) -> Result
    ) throws(Failure) -> [Result] {
        var results: [Result] = []
        results.reserveCapacity(items.count)
        for item in items { results.append(try transform(item)) }
        return results
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

extension Expression {
    /// The nanoseconds of a duration that is written out: `10m` in the dialect, or `duration("10m")`; nil for all else.
    public var writtenDuration: Int64? {
        switch kind {
        case .literal(.duration(let nanoseconds)): return nanoseconds
        case .call("duration", nil, let arguments):
            guard arguments.count == 1, case .literal(.string(let text)) = arguments[0].kind else { return nil }
            do throws(EvaluationError) {
                return try DurationText.parse(text)
            } catch {
                return nil
            }
        default: return nil
        }
    }

    /// The expression with nodes replaced from the leaves up: `replace` sees each node with its children already replaced,
    /// and gives nil to keep it. This is how a caller turns calls of its own, such as `mean(x, 10m)`, into variables.
    public func rewritten<Failure: Error>(
        _ replace: (Expression) throws(Failure) -> Expression?
    ) throws(Failure) -> Expression {
        let kind = try self.kind.mapChildren { (child) throws(Failure) in try child.rewritten(replace) }
        let node = Expression(kind, offset: offset)
        return try replace(node) ?? node
    }

    /// The dotted name this chain of selections spells, such as `motor.on`; nil when it is anything else.
    public var qualifiedName: String? {
        switch kind {
        case .identifier(let name, let leadingDot): return leadingDot ? "." + name : name
        case .select(let operand, let field, false): return operand.qualifiedName.map { $0 + "." + field }
        default: return nil
        }
    }
}
