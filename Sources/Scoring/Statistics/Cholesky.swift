internal import Telemetry

/// The factor of a symmetric positive definite matrix: lower triangle, rows one after another.
struct Cholesky: Sendable, Equatable {
    let size: Int
    private(set) var factor: [Double]

    /// - Parameter matrix: `size` rows of `size`; only the lower triangle is read.
    /// - Returns: nil when the matrix is not positive definite in double precision.
    init?(_ matrix: [Double], size: Int) {
        precondition(matrix.count == size * size)
        self.size = size
        factor = matrix
        for row in 0..<size {
            for column in 0...row {
                var sum = matrix[row * size + column]
                for index in 0..<column { sum -= factor[row * size + index] * factor[column * size + index] }
                if row == column {
                    guard sum > 0, sum.isFinite else { return nil }
                    factor[row * size + row] = sum.squareRoot()
                } else {
                    factor[row * size + column] = sum / factor[column * size + column]
                }
            }
        }
    }

    init(from bytes: inout ByteReader, size: Int) throws(MalformedBytes) {
        self.size = size
        factor = try bytes.doubles(exactly: size * size)
        guard factor.allSatisfy(\.isFinite), (0..<size).allSatisfy({ factor[$0 * size + $0] > 0 }) else {
            throw bytes.malformed
        }
    }

    func write(to bytes: inout ByteWriter) {
        bytes.doubles(factor)
    }

    /// Replaces `vector` by the solution of L·y = vector.
    func solveLower(_ vector: inout [Double]) {
        for row in 0..<size {
            var sum = vector[row]
            for index in 0..<row { sum -= factor[row * size + index] * vector[index] }
            vector[row] = sum / factor[row * size + row]
        }
    }

    /// Replaces `vector` by the solution of Lᵀ·x = vector.
    func solveUpper(_ vector: inout [Double]) {
        for row in (0..<size).reversed() {
            var sum = vector[row]
            for index in (row + 1)..<max(size, row + 1) { sum -= factor[index * size + row] * vector[index] }
            vector[row] = sum / factor[row * size + row]
        }
    }
}
