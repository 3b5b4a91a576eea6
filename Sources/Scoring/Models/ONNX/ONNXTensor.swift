/// Constant numbers of a model (onnx.proto, TensorProto); whole numbers are held as doubles too.
struct ONNXTensor: Sendable {
    private(set) var name = ""
    private(set) var dimensions: [Int] = []
    private(set) var values: [Double] = []

    init(_ reader: ProtobufReader) throws(ModelError) {
        var reader = reader
        var type: Int64 = 1
        var sizes: [Int64] = []
        var integers: [Int64] = []
        var raw: ArraySlice<UInt8>?
        while let (number, value) = try reader.next() {
            switch number {
            case 1: try value.append(integersTo: &sizes)
            case 2: type = try value.integer()
            case 4: try value.append(floatsTo: &values)
            case 5, 7, 11: try value.append(integersTo: &integers)
            case 8: name = try value.text()
            case 9: if case .bytes(let bytes) = value { raw = bytes }
            case 10: try value.append(doublesTo: &values)
            case 13, 14: throw .unsupported("numbers in another file")
            default: break
            }
        }
        values += integers.map { Double($0) }
        if let raw { values = try Self.decode(raw, type: type) }
        var count = 1
        for size in sizes {
            guard size >= 0, size <= Int64(TrainedModel.sizeLimit) else { throw Self.wrong(name) }
            dimensions.append(Int(size))
            let (product, overflow) = count.multipliedReportingOverflow(by: Int(size))
            guard !overflow else { throw Self.wrong(name) }
            count = product
        }
        guard count == values.count else { throw Self.wrong(name) }
    }

    private static func wrong(_ name: String) -> ModelError {
        .malformed("as many numbers as its shape has are not there", place: "tensor '\(name)'")
    }

    /// Little-endian words of the type (onnx.proto, TensorProto.DataType).
    private static func decode(_ raw: ArraySlice<UInt8>, type: Int64) throws(ModelError) -> [Double] {
        var reader = ProtobufReader(raw)
        var values: [Double] = []
        while !reader.isAtEnd {
            switch type {
            case 1: values.append(Double(Float(bitPattern: try reader.fixed(UInt32.self))))
            case 6: values.append(Double(Int32(bitPattern: try reader.fixed(UInt32.self))))
            case 7: values.append(Double(Int64(bitPattern: try reader.fixed(UInt64.self))))
            case 11: values.append(Double(bitPattern: try reader.fixed(UInt64.self)))
            default: throw .unsupported("tensors of type \(type)")
            }
        }
        return values
    }
}
