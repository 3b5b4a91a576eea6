extension ONNXOperation {
    /// What a node does, and how wide the row is that it makes.
    /// - Parameters:
    ///   - operands: what is known of the node's inputs.
    ///   - single: whether rows are of single precision.
    static func make(
        _ node: ONNXNode, _ operands: [Operand], single: Bool
    ) throws(ModelError) -> (ONNXOperation, width: Int) {
        guard let first = operands.first else { throw wrong(node, "an operation on nothing") }
        switch node.operation {
        case "TreeEnsembleRegressor":
            let ensemble = try TreeEnsemble(regressor: node, inputCount: first.width)
            return (.trees(ensemble, isClassifier: false), ensemble.base.count)
        case "TreeEnsembleClassifier":
            let ensemble = try TreeEnsemble(classifier: node, inputCount: first.width)
            return (.trees(ensemble, isClassifier: true), ONNXProgram.classCount(node))
        case "Scaler": return try scaler(node, first.width)
        case "LinearRegressor", "LinearClassifier": return try linear(node, first.width)
        case "Gemm": return try gemm(node, operands)
        case "MatMul": return try gemm(node, operands)
        case "Add": return (.add, try joined(node, operands))
        case "Sub": return (.subtract, try joined(node, operands))
        case "Mul": return (.multiply, try joined(node, operands))
        case "Div": return (.divide, try joined(node, operands))
        case "Relu": return (.relu, first.width)
        case "Sigmoid": return (.sigmoid, first.width)
        case "Tanh": return (.tanh, first.width)
        case "Softmax": return (.softmax, first.width)
        case "Concat": return (.concatenate, operands.reduce(0) { $0 + $1.width })
        case "Normalizer":
            guard let norm = Norm(rawValue: node.text("norm") ?? "MAX") else { throw wrong(node, "an unknown norm") }
            return (.normalize(norm), first.width)
        case "Cast":
            // To float, double and their like a number stays; to a whole type it loses its fraction.
            let type = node.integer("to") ?? 1
            guard [1, 6, 7, 11].contains(type) else { throw .unsupported("a cast to type \(type)") }
            return (type == 6 || type == 7 ? .truncate : .same, first.width)
        // One row keeps its numbers whatever the shape; a list of maps keeps the probabilities.
        case "Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "ZipMap", "Dropout": return (.same, first.width)
        default: throw .unsupported("the operation \(node.operation)")
        }
    }

    private static func wrong(_ node: ONNXNode, _ what: String) -> ModelError {
        .malformed(what, place: node.place)
    }

    private static func scaler(_ node: ONNXNode, _ width: Int) throws(ModelError) -> (ONNXOperation, width: Int) {
        let offset = node.numbers("offset")
        let scale = node.numbers("scale")
        guard [offset, scale].allSatisfy({ $0.count == 1 || $0.count == width }) else {
            throw wrong(node, "offset or scale of another width than the row")
        }
        return (.scaler(offset: offset, scale: scale), width)
    }

    private static func linear(_ node: ONNXNode, _ width: Int) throws(ModelError) -> (ONNXOperation, width: Int) {
        let weights = node.numbers("coefficients")
        guard !weights.isEmpty, weights.count.isMultiple(of: width) else {
            throw wrong(node, "coefficients of another width than the row")
        }
        var outputs = weights.count / width
        let intercepts = node.numbers("intercepts")
        guard intercepts.isEmpty || intercepts.count == outputs else {
            throw wrong(node, "another number of intercepts than of outputs")
        }
        let bias = intercepts.isEmpty ? Array(repeating: 0, count: outputs) : intercepts
        let isClassifier = node.operation == "LinearClassifier"
        var link = try ONNXProgram.link(node)
        if isClassifier {
            let classes = ONNXProgram.classCount(node)
            if classes == 2, outputs == 1 {
                link = .secondClass(logistic: link != .none, isProbability: false)
                outputs = 2
            }
            guard outputs == classes else { throw wrong(node, "another number of classes than of outputs") }
        }
        return (.linear(weights: weights, bias: bias, link: link, isClassifier: isClassifier), outputs)
    }

    /// alpha*row*B' + beta*C, with B' = B or its transpose; also a row by a constant matrix.
    private static func gemm(_ node: ONNXNode, _ operands: [Operand]) throws(ModelError) -> (ONNXOperation, width: Int)
    {
        guard operands.count >= 2, case .row(let width) = operands[0], case .constant(let matrix) = operands[1],
            matrix.dimensions.count == 2, node.integer("transA") ?? 0 == 0
        else { throw .unsupported("a product of other than a row and a constant matrix") }
        let isTransposed = node.integer("transB") ?? 0 != 0
        let rows = matrix.dimensions[0]
        let columns = matrix.dimensions[1]
        let outputs = isTransposed ? rows : columns
        guard width == (isTransposed ? columns : rows), outputs > 0 else {
            throw wrong(node, "a matrix that does not fit the row")
        }
        let alpha = node.float("alpha") ?? 1
        var weights = Array(repeating: 0.0, count: width * outputs)
        for output in 0..<outputs {
            for index in 0..<width {
                let value = matrix.values[isTransposed ? output * width + index : index * outputs + output]
                weights[output * width + index] = alpha * value
            }
        }
        var bias = Array(repeating: 0.0, count: outputs)
        if operands.count > 2 {
            guard case .constant(let added) = operands[2], added.values.count == outputs || added.values.count == 1
            else { throw wrong(node, "an addend that does not fit the product") }
            let beta = node.float("beta") ?? 1
            for output in 0..<outputs {
                bias[output] = beta * (added.values.count == 1 ? added.values[0] : added.values[output])
            }
        }
        return (.linear(weights: weights, bias: bias, link: .none, isClassifier: false), outputs)
    }

    private static func joined(_ node: ONNXNode, _ operands: [Operand]) throws(ModelError) -> Int {
        guard operands.count == 2 else { throw wrong(node, "an operation on other than two") }
        let width = max(operands[0].width, operands[1].width)
        guard operands.allSatisfy({ $0.width == width || $0.width == 1 }) else {
            throw wrong(node, "operands of different width")
        }
        return width
    }
}
