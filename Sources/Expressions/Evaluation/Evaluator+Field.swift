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
        // Once for all: each way through `code` counts a reference.
        let children = code.children
        let first = try double(Int(children[start]))
        let second = try double(Int(children[start + 1]))
        let third = try double(Int(children[start + 2]))
        switch operation {
        case .clamp: return try FieldOperation.clamp(first, low: second, high: third)
        case .scale:
            let fourth = try double(Int(children[start + 3]))
            let fifth = try double(Int(children[start + 4]))
            return try FieldOperation.scale(first, from: (second, third), to: (fourth, fifth))
        default: throw .noSuchOverload
        }
    }
}
