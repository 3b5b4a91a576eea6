/// Turns a checked expression into nodes: operations on doubles and ints known to be such get nodes of their own, operations
/// on constants are done at once.
struct Compiler {
    var builder: CodeBuilder
    let foldsConstants: Bool

    init(zoneOffset: @escaping Environment.ZoneOffset, foldsConstants: Bool) {
        builder = CodeBuilder(zoneOffset: zoneOffset)
        self.foldsConstants = foldsConstants
    }

    static func compile(_ checked: CheckedExpression, foldsConstants: Bool) -> Code {
        var compiler = Compiler(zoneOffset: checked.zoneOffset, foldsConstants: foldsConstants)
        _ = compiler.emit(checked.root)
        let slotOperations: Set<Node.Operation> = [
            .slot, .lessSlot, .lessOrEqualSlot, .greaterSlot, .greaterOrEqualSlot,
        ]
        let slots = Set(compiler.builder.nodes.filter { slotOperations.contains($0.operation) }.map { Int($0.a) })
        return Code(compiler.builder, localCount: checked.localCount, slotsRead: slots.sorted())
    }

    /// Appends the node after its children, and gives its index. The root is the last node.
    mutating func emit(_ resolved: Resolved) -> Int32 {
        switch resolved.kind {
        case .constant(let value): return builder.appendConstant(value)
        case .failure(let error): return builder.appendFailure(error)
        case .slot(let slot): return builder.append(Node(operation: .slot, a: Int32(slot)))
        case .local(let local): return builder.append(Node(operation: .local, a: Int32(local)))
        case .select(let operand, let field, let optional): return emitField(.select, operand, field, optional)
        case .has(let operand, let field, let optional): return emitField(.has, operand, field, optional)
        case .not(let operand):
            let child = emit(operand)
            return builder.append(Node(operation: .not, a: child))
        case .and(let left, let right): return emitPair(.and, left, right)
        case .or(let left, let right): return emitPair(.or, left, right)
        case .conditional(let condition, let then, let otherwise):
            let children = (emit(condition), emit(then), emit(otherwise))
            return builder.append(Node(operation: .conditional, a: children.0, b: children.1, c: children.2))
        case .builtin(let builtin, let arguments): return emitBuiltin(builtin, arguments)
        case .field(let operation, let arguments): return emitField(operation, arguments)
        case .host(let functions, let arguments): return emitHost(functions, arguments)
        case .list(let elements): return emitList(elements)
        case .map(let entries): return emitMap(entries)
        case .comprehension(let comprehension): return emitLoop(comprehension)
        case .binding(let local, let value, let body):
            let children = (emit(value), emit(body))
            return builder.append(Node(operation: .binding, a: Int32(local), b: children.0, c: children.1))
        case .optionalMap(let target, let local, let body, let flat):
            let children = (emit(target), emit(body))
            return builder.append(
                Node(operation: .optionalMap, a: children.0, b: Int32(local), c: children.1, bits: flat ? 1 : 0))
        case .optionalOr(let target, let other, let unwraps):
            let children = (emit(target), emit(other))
            return builder.append(Node(operation: .optionalOr, a: children.0, b: children.1, c: unwraps ? 1 : 0))
        }
    }

    private mutating func emitField(
        _ operation: Node.Operation, _ operand: Resolved, _ field: String, _ optional: Bool
    ) -> Int32 {
        let child = emit(operand)
        let name = builder.index(of: .string(field))
        return builder.append(Node(operation: operation, a: child, b: name, c: optional ? 1 : 0))
    }

    private mutating func emitPair(_ operation: Node.Operation, _ left: Resolved, _ right: Resolved) -> Int32 {
        let children = (emit(left), emit(right))
        return builder.append(Node(operation: operation, a: children.0, b: children.1))
    }

    private mutating func emitList(_ elements: [Resolved.Element]) -> Int32 {
        let start = builder.nodes.count
        let children = elements.map { emit($0.value) }
        let flagged = zip(children, elements).map { $0 << 1 | ($1.optional ? 1 : 0) }
        let index = builder.append(Node(operation: .list, a: builder.list(flagged), b: Int32(flagged.count)))
        return areConstant(children) ? fold(index, from: start) : index
    }

    private mutating func emitMap(_ entries: [Resolved.Entry]) -> Int32 {
        let start = builder.nodes.count
        let children = entries.flatMap { [emit($0.key), emit($0.value)] }
        let flagged = children.enumerated().map { position, child in
            position % 2 == 1 ? child : child << 1 | (entries[position / 2].optional ? 1 : 0)
        }
        let index = builder.append(Node(operation: .map, a: builder.list(flagged), b: Int32(entries.count)))
        return areConstant(children) ? fold(index, from: start) : index
    }

    func areConstant(_ children: [Int32]) -> Bool {
        foldsConstants && children.allSatisfy { builder.constant($0) != nil }
    }

    private mutating func emitLoop(_ comprehension: ResolvedComprehension) -> Int32 {
        let range = emit(comprehension.range)
        let start = builder.nodes.count
        let condition = comprehension.condition.map { emit($0) }
        let body = emit(comprehension.body)
        builder.loops.append(
            Loop(
                kind: comprehension.kind, range: range, first: Int32(comprehension.first),
                second: comprehension.second.map { Int32($0) }, condition: condition, body: body,
                cost: builder.nodes.count - start))
        return builder.append(Node(operation: .comprehension, a: Int32(builder.loops.count - 1)))
    }

    private mutating func emitField(_ operation: FieldOperation, _ arguments: [Resolved]) -> Int32 {
        let start = builder.nodes.count
        let children = arguments.map { emit($0) }
        let code = Int32(operation.rawValue)
        let index =
            switch children.count {
            case 1: builder.append(Node(operation: .field1, a: children[0], c: code))
            case 2: builder.append(Node(operation: .field2, a: children[0], b: children[1], c: code))
            default: builder.append(Node(operation: .fieldMany, a: builder.list(children), c: code))
            }
        return areConstant(children) ? fold(index, from: start) : index
    }

    private mutating func emitHost(_ functions: [HostFunction], _ arguments: [Resolved]) -> Int32 {
        let children = arguments.map { emit($0) }
        builder.functions.append(functions)
        let index = Int32(builder.functions.count - 1)
        let isStatic = functions.count == 1 && arguments.allSatisfy { $0.type == .double }
        switch functions[0].body {
        case .double1 where isStatic: return builder.append(Node(operation: .hostDouble1, a: index, b: children[0]))
        case .double2 where isStatic:
            return builder.append(Node(operation: .hostDouble2, a: index, b: children[0], c: children[1]))
        case .double3 where isStatic:
            return builder.append(Node(operation: .hostDouble3, a: index, b: builder.list(children)))
        default:
            return builder.append(
                Node(operation: .host, a: index, b: builder.list(children), c: Int32(children.count)))
        }
    }
}
