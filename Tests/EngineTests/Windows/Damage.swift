import Telemetry
import TestSupport
import Testing

/// Bytes as a bad disk returns them.
enum Damage {
    struct TakenShort: Error {
        var count: Int
    }

    /// Cut anywhere they must be refused; with any bytes changed they are refused or taken for something else, and
    /// whoever takes them goes on without a trap.
    static func attempt(
        _ bytes: [UInt8], using generator: inout SeededGenerator, read: (inout ByteReader) throws -> Void
    ) throws {
        let cut = Int.random(in: 0..<bytes.count, using: &generator)
        var short = ByteReader(Array(bytes.prefix(cut)))
        do {
            try read(&short)
            throw TakenShort(count: cut)
        } catch is MalformedBytes {}
        for _ in 0..<20 {
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                damaged[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(
                    in: 0...255, using: &generator)
            }
            var reader = ByteReader(damaged)
            do { try read(&reader) } catch is MalformedBytes {}
        }
    }
}
