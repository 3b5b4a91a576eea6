/// The parts of a program while it is compiled.
struct CodeBuilder {
    var nodes: [Node] = []
    var constants: [Value] = []
    var errors: [EvaluationError] = []
    var children: [Int32] = []
    var functions: [[HostFunction]] = []
    var patterns: [Pattern] = []
    var loops: [Loop] = []
    let zoneOffset: Environment.ZoneOffset

    init(zoneOffset: @escaping Environment.ZoneOffset) { self.zoneOffset = zoneOffset }

    mutating func append(_ node: Node) -> Int32 {
        nodes.append(node)
        return Int32(nodes.count - 1)
    }

    mutating func appendConstant(_ value: Value) -> Int32 {
        switch value {
        case .double(let number): return append(Node(operation: .constantDouble, bits: number.bitPattern))
        case .int(let number): return append(Node(operation: .constantInt, bits: UInt64(bitPattern: number)))
        case .bool(let flag): return append(Node(operation: .constantBool, bits: flag ? 1 : 0))
        case .error(let error): return appendFailure(error)
        default: return append(Node(operation: .constant, a: index(of: value)))
        }
    }

    mutating func appendFailure(_ error: EvaluationError) -> Int32 {
        errors.append(error)
        return append(Node(operation: .failure, a: Int32(errors.count - 1)))
    }

    mutating func index(of constant: Value) -> Int32 {
        constants.append(constant)
        return Int32(constants.count - 1)
    }

    /// The start of the indices in `children`.
    mutating func list(_ indices: [Int32]) -> Int32 {
        children.append(contentsOf: indices)
        return Int32(children.count - indices.count)
    }

    /// The constant a node holds; nil when it must be evaluated.
    func constant(_ index: Int32) -> Value? {
        let node = nodes[Int(index)]
        return switch node.operation {
        case .constantDouble: .double(Double(bitPattern: node.bits))
        case .constantInt: .int(Int64(bitPattern: node.bits))
        case .constantBool: .bool(node.bits == 1)
        case .constant: constants[Int(node.a)]
        default: nil
        }
    }
}
