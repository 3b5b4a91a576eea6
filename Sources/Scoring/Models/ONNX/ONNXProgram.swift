internal import Glibc

/// A model as steps over rows of numbers: the operations that the wanted output depends on, in the file's order.
struct ONNXProgram: Sendable {
    /// Where an operation takes a row from.
    private enum Operand: Sendable {
        case row(Int)
        case constant([Double])
    }

    private struct Step: Sendable {
        var operation: ONNXOperation
        var operands: [Operand]
        var width: Int
    }

    let inputCount: Int
    private let isSingle: Bool
    private var steps: [Step] = []
    private var answer = 0

    /// The wanted output is the last one: classifiers give the label first and the probabilities after it.
    init(_ graph: ONNXGraph) throws(ModelError) {
        guard let count = graph.inputCount, (1...TrainedModel.inputLimit).contains(count) else {
            throw .unsupported("an input of no fixed number of features; export it with one")
        }
        inputCount = count
        isSingle = !graph.inputIsDouble
        let wanted = graph.outputs[graph.outputs.count - 1]
        // Row 0 is the input; a step's row is one more than its index.
        var rows = [graph.input: 0]
        var widths = [count]
        for node in try Self.needed(for: wanted, of: graph) {
            var operands: [Operand] = []
            var shapes: [ONNXOperation.Operand] = []
            for name in node.inputs where !name.isEmpty {
                if let row = rows[name] {
                    operands.append(.row(row))
                    shapes.append(.row(width: widths[row]))
                } else if let tensor = graph.constants[name] {
                    operands.append(.constant(tensor.values))
                    shapes.append(.constant(tensor))
                } else {
                    throw .malformed("'\(name)' comes from nowhere", place: node.place)
                }
            }
            let (operation, width) = try ONNXOperation.make(node, shapes, single: isSingle)
            guard (1...TrainedModel.inputLimit).contains(width) else {
                throw .unsupported("rows of \(width) numbers")
            }
            steps.append(Step(operation: operation, operands: operands, width: width))
            widths.append(width)
            rows[operation.answers(node)] = steps.count
        }
        guard let answer = rows[wanted] else {
            throw .malformed("the output '\(wanted)' comes from nowhere", place: "graph")
        }
        self.answer = answer
    }

    /// The nodes that `output` depends on, in order.
    private static func needed(for output: String, of graph: ONNXGraph) throws(ModelError) -> [ONNXNode] {
        var wanted: Set<String> = [output]
        var nodes: [ONNXNode] = []
        for node in graph.nodes.reversed() where node.outputs.contains(where: wanted.contains) {
            nodes.append(node)
            wanted.formUnion(node.inputs)
        }
        guard nodes.count <= 1_000 else { throw .unsupported("\(nodes.count) operations") }
        return nodes.reversed()
    }

    var memory: Int {
        steps.reduce(0) { $0 + $1.operation.memory + $1.width * 8 + 64 }
    }

    func outputs(_ features: [Double]) -> [Double] {
        var rows = [isSingle ? features.map { Double(Float($0)) } : features]
        for step in steps {
            let operands = step.operands.map { operand in
                switch operand {
                case .row(let index): rows[index]
                case .constant(let values): values
                }
            }
            let row = step.operation.run(operands, width: step.width)
            rows.append(isSingle ? row.map { Double(Float($0)) } : row)
        }
        return rows[answer]
    }

    static func link(_ node: ONNXNode) throws(ModelError) -> Link {
        switch node.text("post_transform") ?? "NONE" {
        case "NONE": .none
        case "LOGISTIC": .logistic(scale: 1)
        case "SOFTMAX": .softmax
        case "SOFTMAX_ZERO": .softmaxOfNonZero
        case let other: throw .unsupported("the transform \(other)")
        }
    }

    static func classCount(_ node: ONNXNode) -> Int {
        max(
            node.integers("classlabels_int64s").count, node.texts("classlabels_strings").count,
            node.integers("classlabels_ints").count)
    }
}
