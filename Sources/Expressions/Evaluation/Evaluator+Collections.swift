extension Evaluator {
    // MARK: Fields

    @inline(never)
    mutating func select(_ node: Node) throws(EvaluationError) -> Value {
        let operand = try value(Int(node.a))
        let found = try field(of: operand, code.constants[Int(node.b)])
        if case .optional(let wrapped) = operand, wrapped != nil || found == nil { return .optional(found) }
        if node.c == 1 { return .optional(found) }
        guard let found else { throw .noSuchKey }
        return found
    }

    @inline(never)
    mutating func has(_ node: Node) throws(EvaluationError) -> Bool {
        let operand = try value(Int(node.a))
        return try field(of: operand, code.constants[Int(node.b)]) != nil
    }

    /// Nil when the map, or the optional, does not hold it.
    private func field(of operand: Value, _ name: Value) throws(EvaluationError) -> Value? {
        switch operand {
        case .map(let map): return map[name]
        case .optional(nil): return nil
        case .optional(.map(let map)?): return map[name]
        default: throw .noSuchOverload
        }
    }

    // MARK: Literals

    @inline(never)
    mutating func list(_ node: Node) throws(EvaluationError) -> [Value] {
        var elements: [Value] = []
        elements.reserveCapacity(Int(node.b))
        for position in node.a..<(node.a + node.b) {
            let child = code.children[Int(position)]
            let element = try value(Int(child >> 1))
            if child & 1 == 0 {
                elements.append(element)
            } else if let wrapped = try unwrap(element) {
                elements.append(wrapped)
            }
        }
        return elements
    }

    @inline(never)
    mutating func map(_ node: Node) throws(EvaluationError) -> MapValue {
        var entries: [(key: Value, value: Value)] = []
        entries.reserveCapacity(Int(node.b))
        for entry in 0..<Int(node.b) {
            let child = code.children[Int(node.a) + entry * 2]
            let key = try value(Int(child >> 1))
            let element = try value(Int(code.children[Int(node.a) + entry * 2 + 1]))
            if child & 1 == 0 {
                entries.append((key, element))
            } else if let wrapped = try unwrap(element) {
                entries.append((key, wrapped))
            }
        }
        return try MapValue(entries)
    }

    private func unwrap(_ value: Value) throws(EvaluationError) -> Value? {
        guard case .optional(let wrapped) = value else { throw .noSuchOverload }
        return wrapped
    }

    // MARK: Local variables and optionals

    @inline(never)
    mutating func bind(_ node: Node) throws(EvaluationError) -> Value {
        setLocal(node.a, try value(Int(node.b)))
        return try value(Int(node.c))
    }

    @inline(never)
    mutating func mapOptional(_ node: Node) throws(EvaluationError) -> Value {
        guard let wrapped = try unwrap(try value(Int(node.a))) else { return .optional(nil) }
        setLocal(node.b, wrapped)
        let result = try value(Int(node.c))
        if node.bits == 0 { return .optional(result) }
        guard case .optional = result else { throw .noSuchOverload }
        return result
    }

    @inline(never)
    mutating func orOptional(_ node: Node) throws(EvaluationError) -> Value {
        let first = try value(Int(node.a))
        guard let wrapped = try unwrap(first) else { return try value(Int(node.b)) }
        return node.c == 1 ? wrapped : first
    }
}
