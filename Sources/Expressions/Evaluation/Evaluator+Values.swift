extension Evaluator {
    mutating func value(_ index: Int) throws(EvaluationError) -> Value {
        let node = nodes[index]
        switch node.operation {
        case .slot:
            let value = slots[Int(node.a)]
            if case .error(let error) = value { throw error }
            return value
        case .local: return try local(node.a)
        case .constant: return code.constants[Int(node.a)]
        case .failure: throw code.errors[Int(node.a)]
        case .constantDouble: return .double(Double(bitPattern: node.bits))
        case .constantInt: return .int(Int64(bitPattern: node.bits))
        case .constantBool, .not, .and, .or, .lessDouble, .lessOrEqualDouble, .greaterDouble, .greaterOrEqualDouble,
            .equalDouble, .notEqualDouble, .lessSlot, .lessOrEqualSlot, .greaterSlot, .greaterOrEqualSlot, .compareInt:
            return .bool(try bool(index))
        case .conditional: return try value(try bool(Int(node.a)) ? Int(node.b) : Int(node.c))
        case .addDouble, .subtractDouble, .multiplyDouble, .divideDouble, .negateDouble, .hostDouble1, .hostDouble2,
            .hostDouble3, .field1, .field2, .fieldMany:
            return .double(try double(index))
        case .arithmeticInt: return .int(try intArithmetic(node))
        case .builtin1: return try applyOne(node)
        case .builtin2: return try applyTwo(node)
        case .builtinMany: return try applyMany(node)
        case .matchPattern: return .bool(try matchPattern(node))
        case .host: return try applyHost(node)
        case .select: return try select(node)
        case .has: return .bool(try has(node))
        case .list: return .list(try list(node))
        case .map: return .map(try map(node))
        case .comprehension: return try loop(node)
        case .binding: return try bind(node)
        case .optionalMap: return try mapOptional(node)
        case .optionalOr: return try orOptional(node)
        }
    }

    private func local(_ index: Int32) throws(EvaluationError) -> Value {
        guard let locals else { throw .undeclaredName }
        return locals[Int(index)]
    }

    func setLocal(_ index: Int32, _ value: Value) { locals?[Int(index)] = value }

    @inline(never)
    private mutating func applyOne(_ node: Node) throws(EvaluationError) -> Value {
        let argument = try value(Int(node.a))
        return try apply(Evaluator.builtin(node), argument)
    }

    @inline(never)
    private mutating func applyTwo(_ node: Node) throws(EvaluationError) -> Value {
        let first = try value(Int(node.a))
        let second = try value(Int(node.b))
        return try apply(Evaluator.builtin(node), first, second)
    }

    @inline(never)
    private mutating func applyMany(_ node: Node) throws(EvaluationError) -> Value {
        try apply(Evaluator.builtin(node), try arguments(node.a, node.b))
    }

    private static func builtin(_ node: Node) -> Builtin {
        guard let builtin = Builtin(rawValue: UInt8(truncatingIfNeeded: node.c)) else {
            preconditionFailure("the compiler writes raw values of Builtin only")
        }
        return builtin
    }

    private mutating func arguments(_ start: Int32, _ count: Int32) throws(EvaluationError) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(Int(count))
        for position in start..<(start + count) { values.append(try value(Int(code.children[Int(position)]))) }
        return values
    }

    @inline(never)
    private mutating func matchPattern(_ node: Node) throws(EvaluationError) -> Bool {
        guard case .string(let text) = try value(Int(node.a)) else { throw .noSuchOverload }
        return try matches(text, code.patterns[Int(node.b)])
    }

    // MARK: Functions of the host

    @inline(never)
    private mutating func applyHost(_ node: Node) throws(EvaluationError) -> Value {
        let values = try arguments(node.b, node.c)
        for function in code.functions[Int(node.a)] where Evaluator.fits(values, function.parameters) {
            let result = try Evaluator.call(function, values)
            if case .error(let error) = result { throw error }
            return result
        }
        throw .noSuchOverload
    }

    private static func fits(_ values: [Value], _ parameters: [ValueType]) -> Bool {
        guard values.count == parameters.count else { return false }
        var variables = TypeVariables()
        let fresh = variables.instantiate(parameters)
        return variables.assign(values.map(\.staticType), to: fresh)
    }

    private static func call(_ function: HostFunction, _ values: [Value]) throws(EvaluationError) -> Value {
        if case .values(let body) = function.body { return body(values) }
        var numbers: [Double] = []
        for value in values {
            guard case .double(let number) = value else { throw .noSuchOverload }
            numbers.append(number)
        }
        return switch function.body {
        case .double1(let body): .double(body(numbers[0]))
        case .double2(let body): .double(body(numbers[0], numbers[1]))
        case .double3(let body): .double(body(numbers[0], numbers[1], numbers[2]))
        case .values(let body): body(values)
        }
    }

    @inline(never)
    mutating func hostDouble(_ node: Node) throws(EvaluationError) -> Double {
        switch code.functions[Int(node.a)][0].body {
        case .double1(let body): return body(try double(Int(node.b)))
        case .double2(let body): return body(try double(Int(node.b)), try double(Int(node.c)))
        case .double3(let body):
            let start = Int(node.b)
            let first = try double(Int(code.children[start]))
            let second = try double(Int(code.children[start + 1]))
            return body(first, second, try double(Int(code.children[start + 2])))
        case .values: throw .noSuchOverload
        }
    }
}
