internal import Glibc

/// Complex numbers side by side.
struct ComplexVector: Sendable, Equatable {
    var real: [Double]
    var imaginary: [Double]

    init(real: [Double], imaginary: [Double]? = nil) {
        self.real = real
        self.imaginary = imaginary ?? Array(repeating: 0, count: real.count)
    }

    var count: Int { real.count }

    func magnitude(_ index: Int) -> Double {
        (real[index] * real[index] + imaginary[index] * imaginary[index]).squareRoot()
    }
}

/// The discrete Fourier transform of one length: radix 2 where the length is a power of two, else as a convolution of such
/// transforms (Bluestein 1970).
struct FourierTransform: Sendable {
    let length: Int
    private let radix: RadixTwo
    /// exp(-i*pi*k^2/length) and the transform of its conjugate, for other lengths than powers of two.
    private let chirp: ComplexVector?
    private let chirpTransform: ComplexVector?

    /// - Parameter length: at least 1.
    init(length: Int) {
        precondition(length > 0)
        self.length = length
        guard length & (length - 1) != 0 else {
            radix = RadixTwo(length: length)
            chirp = nil
            chirpTransform = nil
            return
        }
        var size = 1
        while size < 2 * length - 1 { size *= 2 }
        radix = RadixTwo(length: size)
        var chirp = ComplexVector(real: Array(repeating: 0, count: length))
        var kernel = ComplexVector(real: Array(repeating: 0, count: size))
        for index in 0..<length {
            // k^2 modulo 2n: the angle repeats, and stays exact for long transforms.
            let angle = Double.pi * Double(index * index % (2 * length)) / Double(length)
            chirp.real[index] = cos(angle)
            chirp.imaginary[index] = -sin(angle)
            for place in [index, (size - index) % size] {
                kernel.real[place] = cos(angle)
                kernel.imaginary[place] = sin(angle)
            }
        }
        radix.transform(&kernel)
        self.chirp = chirp
        chirpTransform = kernel
    }

    /// X[k] = sum of x[n]*exp(-2*pi*i*k*n/length).
    func forward(_ input: ComplexVector) -> ComplexVector {
        precondition(input.count == length)
        var vector = input
        guard let chirp, let chirpTransform else {
            radix.transform(&vector)
            return vector
        }
        var padded = ComplexVector(real: Array(repeating: 0, count: radix.length))
        Self.multiply(vector, chirp, into: &padded)
        radix.transform(&padded)
        Self.multiply(padded, chirpTransform, into: &padded)
        // An inverse transform is a forward one with both parts exchanged.
        swap(&padded.real, &padded.imaginary)
        radix.transform(&padded)
        swap(&padded.real, &padded.imaginary)
        Self.multiply(padded, chirp, into: &vector)
        for index in 0..<length {
            vector.real[index] /= Double(radix.length)
            vector.imaginary[index] /= Double(radix.length)
        }
        return vector
    }

    /// x[n] = 1/length * sum of X[k]*exp(2*pi*i*k*n/length).
    func inverse(_ input: ComplexVector) -> ComplexVector {
        var vector = forward(ComplexVector(real: input.imaginary, imaginary: input.real))
        swap(&vector.real, &vector.imaginary)
        for index in 0..<length {
            vector.real[index] /= Double(length)
            vector.imaginary[index] /= Double(length)
        }
        return vector
    }

    /// As many products as the shorter factor has numbers.
    private static func multiply(_ left: ComplexVector, _ right: ComplexVector, into result: inout ComplexVector) {
        for index in 0..<min(left.count, right.count, result.count) {
            let (a, b) = (left.real[index], left.imaginary[index])
            let (c, d) = (right.real[index], right.imaginary[index])
            result.real[index] = a * c - b * d
            result.imaginary[index] = a * d + b * c
        }
    }
}

/// The transform of a power of two, in place (Cooley and Tukey 1965).
private struct RadixTwo: Sendable {
    let length: Int
    private let cosines: [Double]
    private let sines: [Double]

    init(length: Int) {
        self.length = length
        cosines = (0..<length / 2).map { cos(2 * Double.pi * Double($0) / Double(length)) }
        sines = (0..<length / 2).map { -sin(2 * Double.pi * Double($0) / Double(length)) }
    }

    func transform(_ vector: inout ComplexVector) {
        vector.real.withUnsafeMutableBufferPointer { real in
            vector.imaginary.withUnsafeMutableBufferPointer { imaginary in
                reorder(real, imaginary)
                var half = 1
                while half < length {
                    combine(real, imaginary, half: half)
                    half *= 2
                }
            }
        }
    }

    /// Exchanges each number with the one at its index's bits reversed.
    private func reorder(_ real: UnsafeMutableBufferPointer<Double>, _ imaginary: UnsafeMutableBufferPointer<Double>) {
        var reversed = 0
        for index in 0..<length {
            if index < reversed {
                real.swapAt(index, reversed)
                imaginary.swapAt(index, reversed)
            }
            var bit = length / 2
            while bit > 0, reversed & bit != 0 {
                reversed ^= bit
                bit /= 2
            }
            reversed |= bit
        }
    }

    private func combine(
        _ real: UnsafeMutableBufferPointer<Double>, _ imaginary: UnsafeMutableBufferPointer<Double>, half: Int
    ) {
        let stride = length / (2 * half)
        for start in Swift.stride(from: 0, to: length, by: 2 * half) {
            for offset in 0..<half {
                let (c, s) = (cosines[offset * stride], sines[offset * stride])
                let (low, high) = (start + offset, start + offset + half)
                let a = real[high] * c - imaginary[high] * s
                let b = real[high] * s + imaginary[high] * c
                real[high] = real[low] - a
                imaginary[high] = imaginary[low] - b
                real[low] += a
                imaginary[low] += b
            }
        }
    }
}
