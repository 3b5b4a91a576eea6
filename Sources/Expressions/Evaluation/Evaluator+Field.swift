extension Evaluator {
    @inline(never)
    mutating func field(_ node: Node) throws(EvaluationError) -> Double {
        guard let operation = FieldOperation(rawValue: UInt8(truncatingIfNeeded: node.c)) else {
            preconditionFailure("the compiler writes raw values of FieldOperation only")
        }
        switch node.operation {
        case .field1: return try operation.apply(try double(Int(node.a)))
        case .field2:
            let first = try double(Int(node.a))
            return try operation.apply(first, try double(Int(node.b)))
        default: return try longField(operation, Int(node.a))
        }
    }

    private mutating func longField(_ operation: FieldOperation, _ start: Int) throws(EvaluationError) -> Double {
        let first = try argument(start)
        let second = try argument(start + 1)
        let third = try argument(start + 2)
        switch operation {
        case .clamp: return try FieldOperation.clamp(first, low: second, high: third)
        case .scale:
            let fourth = try argument(start + 3)
            return try FieldOperation.scale(first, from: (second, third), to: (fourth, try argument(start + 4)))
        default: throw .noSuchOverload
        }
    }

    private mutating func argument(_ place: Int) throws(EvaluationError) -> Double {
        try double(Int(code.children[place]))
    }
}
