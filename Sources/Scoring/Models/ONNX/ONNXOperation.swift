internal import Glibc

/// The operations of ai.onnx and ai.onnx.ml that models of rows are made of, on one row at a time.
enum ONNXOperation: Sendable {
    case trees(TreeEnsemble, isClassifier: Bool)
    case scaler(offset: [Double], scale: [Double])
    /// Weights are `outputs` rows of `inputs`.
    case linear(weights: [Double], bias: [Double], link: Link, isClassifier: Bool)
    case add, subtract, multiply, divide
    case relu, sigmoid, tanh, softmax
    case truncate
    case concatenate
    case normalize(Norm)
    case same

    enum Norm: String, Sendable {
        case largest = "MAX"
        case absolute = "L1"
        case euclidean = "L2"
    }

    enum Operand {
        case row(width: Int)
        case constant(ONNXTensor)

        var width: Int {
            switch self {
            case .row(let width): width
            case .constant(let tensor): tensor.values.count
            }
        }
    }

    var memory: Int {
        switch self {
        case .trees(let ensemble, _): ensemble.memory
        case .linear(let weights, let bias, _, _): (weights.count + bias.count) * 8
        case .scaler(let offset, let scale): (offset.count + scale.count) * 8
        default: 0
        }
    }

    /// The node's output that the operation computes: of a classifier the scores, not the label.
    func answers(_ node: ONNXNode) -> String {
        switch self {
        case .trees(_, true), .linear(_, _, _, true): node.outputs.count > 1 ? node.outputs[1] : ""
        default: node.outputs.first ?? ""
        }
    }

    /// The row that the operation makes of its operands' rows or constants.
    func run(_ operands: [[Double]], width: Int) -> [Double] {
        let row = operands[0]
        switch self {
        case .trees(let ensemble, _): return ensemble.outputs(row)
        case .scaler(let offset, let scale):
            return row.indices.map {
                (row[$0] - (offset.count == 1 ? offset[0] : offset[$0])) * (scale.count == 1 ? scale[0] : scale[$0])
            }
        case .linear(let weights, let bias, let link, _):
            var outputs = bias
            weights.withUnsafeBufferPointer { weights in
                for output in outputs.indices {
                    let start = output * row.count
                    var sum = 0.0
                    for index in row.indices { sum += weights[start + index] * row[index] }
                    outputs[output] += sum
                }
            }
            link.apply(to: &outputs)
            return outputs
        case .add: return Self.join(operands, width, +)
        case .subtract: return Self.join(operands, width, -)
        case .multiply: return Self.join(operands, width, *)
        case .divide: return Self.join(operands, width, /)
        // NaN is not less than 0, and so goes through.
        case .relu: return row.map { $0 < 0 ? 0 : $0 }
        case .sigmoid: return row.map(Link.logistic)
        case .tanh: return row.map { Glibc.tanh($0) }
        case .softmax:
            var row = row
            Link.softmax(&row, where: { _ in true })
            return row
        case .concatenate: return operands.flatMap(\.self)
        case .truncate: return row.map { $0.rounded(.towardZero) }
        case .normalize(let norm): return Self.normalize(row, norm)
        case .same: return row
        }
    }

    private static func join(_ operands: [[Double]], _ width: Int, _ operate: (Double, Double) -> Double) -> [Double] {
        let (left, right) = (operands[0], operands[1])
        return (0..<width).map {
            operate(left.count == 1 ? left[0] : left[$0], right.count == 1 ? right[0] : right[$0])
        }
    }

    private static func normalize(_ row: [Double], _ norm: Norm) -> [Double] {
        let size =
            switch norm {
            case .largest: row.reduce(-.infinity) { max($0, $1) }
            case .absolute: row.reduce(0) { $0 + abs($1) }
            case .euclidean: row.reduce(0) { $0 + $1 * $1 }.squareRoot()
            }
        return size == 0 ? row : row.map { $0 / size }
    }
}
