extension Compiler {
    mutating func emitBuiltin(_ builtin: Builtin, _ arguments: [Resolved]) -> Int32 {
        let start = builder.nodes.count
        var children = arguments.map { emit($0) }
        if builtin == .dyn { return children[0] }
        if Compiler.comparisons.contains(builtin) { convertLiteral(&children, arguments) }
        let isConstant = areConstant(children)
        let index = append(builtin, arguments, children)
        return isConstant ? fold(index, from: start) : index
    }

    private static let comparisons: Set<Builtin> = [.less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual]

    /// Replaces the nodes from `start` on by the constant they evaluate to; one that fails is left to evaluation.
    mutating func fold(_ index: Int32, from start: Int) -> Int32 {
        let code = Code(builder, localCount: 0, slotsRead: [])
        let value = Program(code: code, type: .dyn).evaluate(
            UnsafeBufferPointer(start: nil, count: 0), budget: 10_000, root: Int(index))
        if case .error = value { return index }
        builder.nodes.removeSubrange(start...)
        return builder.appendConstant(value)
    }

    private mutating func append(_ builtin: Builtin, _ arguments: [Resolved], _ children: [Int32]) -> Int32 {
        if let typed = typedNode(builtin, arguments, children) { return builder.append(typed) }
        if builtin == .matches, children.count == 2, case .string(let text)? = builder.constant(children[1]) {
            guard let pattern = Pattern(text) else { return builder.appendFailure(.badPattern) }
            builder.patterns.append(pattern)
            return builder.append(
                Node(operation: .matchPattern, a: children[0], b: Int32(builder.patterns.count - 1)))
        }
        let code = Int32(builtin.rawValue)
        switch children.count {
        case 1: return builder.append(Node(operation: .builtin1, a: children[0], c: code))
        case 2: return builder.append(Node(operation: .builtin2, a: children[0], b: children[1], c: code))
        default:
            return builder.append(
                Node(operation: .builtinMany, a: builder.list(children), b: Int32(children.count), c: code))
        }
    }

    /// A whole literal compared with a double compares as a double, as CEL's comparison across types does.
    private mutating func convertLiteral(_ children: inout [Int32], _ arguments: [Resolved]) {
        for (literal, other) in [(0, 1), (1, 0)] where arguments[other].type == .double {
            guard case .int(let number)? = builder.constant(children[literal]) else { continue }
            builder.nodes[Int(children[literal])] = Node(operation: .constantDouble, bits: Double(number).bitPattern)
        }
    }

    private func isDouble(_ index: Int32, _ argument: Resolved) -> Bool {
        argument.type == .double || builder.nodes[Int(index)].operation == .constantDouble
    }

    private func typedNode(_ builtin: Builtin, _ arguments: [Resolved], _ children: [Int32]) -> Node? {
        if builtin == .negate, arguments[0].type == .double { return Node(operation: .negateDouble, a: children[0]) }
        guard arguments.count == 2 else { return nil }
        if isDouble(children[0], arguments[0]), isDouble(children[1], arguments[1]) {
            return doubleNode(builtin, children[0], children[1])
        }
        guard arguments[0].type == .int, arguments[1].type == .int else { return nil }
        switch builtin {
        case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual:
            return Node(operation: .compareInt, a: children[0], b: children[1], c: Int32(builtin.rawValue))
        case .add, .subtract, .multiply, .divide, .modulo:
            return Node(operation: .arithmeticInt, a: children[0], b: children[1], c: Int32(builtin.rawValue))
        default: return nil
        }
    }

    private func doubleNode(_ builtin: Builtin, _ left: Int32, _ right: Int32) -> Node? {
        let operation: Node.Operation
        var withSlot: Node.Operation?
        switch builtin {
        case .less: (operation, withSlot) = (.lessDouble, .lessSlot)
        case .lessOrEqual: (operation, withSlot) = (.lessOrEqualDouble, .lessOrEqualSlot)
        case .greater: (operation, withSlot) = (.greaterDouble, .greaterSlot)
        case .greaterOrEqual: (operation, withSlot) = (.greaterOrEqualDouble, .greaterOrEqualSlot)
        case .equal: operation = .equalDouble
        case .notEqual: operation = .notEqualDouble
        case .add: operation = .addDouble
        case .subtract: operation = .subtractDouble
        case .multiply: operation = .multiplyDouble
        case .divide: operation = .divideDouble
        default: return nil
        }
        let (leftNode, rightNode) = (builder.nodes[Int(left)], builder.nodes[Int(right)])
        if let withSlot, leftNode.operation == .slot, rightNode.operation == .constantDouble {
            return Node(operation: withSlot, a: leftNode.a, bits: rightNode.bits)
        }
        return Node(operation: operation, a: left, b: right)
    }
}
