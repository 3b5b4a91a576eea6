internal import Glibc

/// What becomes of a model's sums: the inverse of the link its training used.
enum Link: Sendable, Equatable {
    case none
    /// 1/(1+e^(-scale*x)), of every output.
    case logistic(scale: Double)
    case exponential
    case softmax
    /// 1 above 0, else 0, of every output.
    case step
    /// The index of the largest output, the first of several, as the only one.
    case largest
    /// As softmax, but an output of exactly 0 stays 0 (ONNX's SOFTMAX_ZERO).
    case softmaxOfNonZero
    case log1pExponential
    /// sign(x)*x^2, for models of the square root.
    case signedSquare
    /// Makes probabilities of both classes from the sum of one: [1-p, p], [-s, s] or the logistic of these.
    case secondClass(logistic: Bool, isProbability: Bool)

    func apply(to sums: inout [Double]) {
        switch self {
        case .none: break
        case .logistic(let scale): for index in sums.indices { sums[index] = Self.logistic(scale * sums[index]) }
        case .exponential: for index in sums.indices { sums[index] = exp(sums[index]) }
        case .log1pExponential: for index in sums.indices { sums[index] = log1p(exp(sums[index])) }
        case .signedSquare: for index in sums.indices { sums[index] *= abs(sums[index]) }
        case .step: for index in sums.indices { sums[index] = sums[index] > 0 ? 1 : 0 }
        case .largest:
            // Of equal ones the first is the largest.
            let best = sums.indices.reduce(0) { sums[$1] > sums[$0] ? $1 : $0 }
            sums = sums.contains(where: \.isNaN) ? [.nan] : [Double(best)]
        case .softmax: Self.softmax(&sums, where: { _ in true })
        case .softmaxOfNonZero: Self.softmax(&sums, where: { $0 != 0 })
        case .secondClass(let isLogistic, let isProbability):
            let sum = sums.last ?? 0
            if isLogistic {
                sums = [Self.logistic(-sum), Self.logistic(sum)]
            } else {
                sums = isProbability ? [1 - sum, sum] : [-sum, sum]
            }
        }
    }

    static func logistic(_ number: Double) -> Double {
        // Of the two forms the one that does not overflow.
        number >= 0 ? 1 / (1 + exp(-number)) : exp(number) / (1 + exp(number))
    }

    static func softmax(_ sums: inout [Double], where isMeant: (Double) -> Bool) {
        let largest = sums.max() ?? 0
        var total = 0.0
        for index in sums.indices where isMeant(sums[index]) {
            sums[index] = exp(sums[index] - largest)
            total += sums[index]
        }
        guard total > 0 else { return }
        for index in sums.indices { sums[index] /= total }
    }
}
