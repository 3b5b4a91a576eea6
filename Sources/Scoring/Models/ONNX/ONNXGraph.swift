/// What is needed of a model file (onnx.proto, ModelProto and GraphProto).
struct ONNXGraph: Sendable {
    /// onnx.proto, TensorProto.DataType.DOUBLE.
    private static let double: Int64 = 11

    private(set) var nodes: [ONNXNode] = []
    private(set) var constants: [String: ONNXTensor] = [:]
    /// The one input that is not a constant, how many features it has, and whether they are double.
    private(set) var input = ""
    private(set) var inputCount: Int?
    private(set) var inputIsDouble = false
    private(set) var outputs: [String] = []

    init(_ bytes: [UInt8]) throws(ModelError) {
        var reader = ProtobufReader(bytes[...])
        var graph: ProtobufReader?
        while let (number, value) = try reader.next() {
            if number == 7 { graph = try value.message() }
        }
        guard var graph else { throw .malformed("there is no graph", place: "top level") }
        var inputs: [(name: String, type: Int64, size: Int?)] = []
        while let (number, value) = try graph.next() {
            switch number {
            case 1: nodes.append(try ONNXNode(try value.message()))
            case 5:
                let tensor = try ONNXTensor(try value.message())
                constants[tensor.name] = tensor
            case 11: inputs.append(try Self.information(try value.message()))
            case 12: outputs.append(try Self.information(try value.message()).name)
            default: break
            }
        }
        let free = inputs.filter { constants[$0.name] == nil }
        guard free.count == 1 else {
            throw .unsupported("\(free.count) inputs; give all features in one")
        }
        guard !outputs.isEmpty else { throw .malformed("there is no output", place: "graph") }
        input = free[0].name
        inputCount = free[0].size
        inputIsDouble = free[0].type == Self.double
    }

    /// ValueInfoProto: a name, and within the type of a tensor its element type and last dimension.
    private static func information(
        _ reader: ProtobufReader
    ) throws(ModelError) -> (name: String, type: Int64, size: Int?) {
        var result = (name: "", type: Int64(1), size: Int?.none)
        var reader = reader
        while let (number, value) = try reader.next() {
            if number == 1 { result.name = try value.text() }
            guard number == 2 else { continue }
            var type = try value.message()
            while let (number, value) = try type.next() {
                guard number == 1 else { continue }
                var tensor = try value.message()
                while let (number, value) = try tensor.next() {
                    if number == 1 { result.type = try value.integer() }
                    if number == 2 { result.size = try lastDimension(try value.message()) }
                }
            }
        }
        return result
    }

    /// Nil when it is not a fixed number.
    private static func lastDimension(_ reader: ProtobufReader) throws(ModelError) -> Int? {
        var reader = reader
        var last: Int?
        while let (number, value) = try reader.next() {
            guard number == 1 else { continue }
            last = nil
            var dimension = try value.message()
            while let (number, value) = try dimension.next() {
                if number == 1 { last = Int(exactly: try value.integer()) }
            }
        }
        return last
    }
}

/// One operation (onnx.proto, NodeProto and AttributeProto).
struct ONNXNode: Sendable {
    private(set) var operation = ""
    private(set) var name = ""
    private(set) var inputs: [String] = []
    private(set) var outputs: [String] = []
    private var attributes: [String: Attribute] = [:]

    private struct Attribute: Sendable {
        var float: Double?
        var integer: Int64?
        var text: String?
        var floats: [Double] = []
        var integers: [Int64] = []
        var texts: [String] = []
        var tensor: ONNXTensor?
    }

    init(_ reader: ProtobufReader) throws(ModelError) {
        var reader = reader
        while let (number, value) = try reader.next() {
            switch number {
            case 1: inputs.append(try value.text())
            case 2: outputs.append(try value.text())
            case 3: name = try value.text()
            case 4: operation = try value.text()
            case 5: try addAttribute(try value.message())
            default: break
            }
        }
    }

    private mutating func addAttribute(_ reader: ProtobufReader) throws(ModelError) {
        var reader = reader
        var name = ""
        var attribute = Attribute()
        while let (number, value) = try reader.next() {
            switch number {
            case 1: name = try value.text()
            case 2: attribute.float = try value.float()
            case 3: attribute.integer = try value.integer()
            case 4: attribute.text = try value.text()
            case 5: attribute.tensor = try ONNXTensor(try value.message())
            case 7: try value.append(floatsTo: &attribute.floats)
            case 8: try value.append(integersTo: &attribute.integers)
            case 9: attribute.texts.append(try value.text())
            default: break
            }
        }
        attributes[name] = attribute
    }

    var place: String { "node '\(name.isEmpty ? operation : name)'" }

    func float(_ name: String) -> Double? { attributes[name]?.float }
    func integer(_ name: String) -> Int64? { attributes[name]?.integer }
    func text(_ name: String) -> String? { attributes[name]?.text }
    func integers(_ name: String) -> [Int64] { attributes[name]?.integers ?? [] }
    func texts(_ name: String) -> [String] { attributes[name]?.texts ?? [] }
    func tensor(_ name: String) -> ONNXTensor? { attributes[name]?.tensor }
    /// Numbers of single precision, or of double as the newer `NAME_as_tensor`.
    func numbers(_ name: String) -> [Double] {
        let floats = attributes[name]?.floats ?? []
        return floats.isEmpty ? attributes[name + "_as_tensor"]?.tensor?.values ?? [] : floats
    }
}
