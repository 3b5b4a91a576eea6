/// Follows two lines whose levels change in turn, a quarter of a cycle apart, as those of an encoder on a shaft: which one
/// leads tells the direction.
///
/// Every edge of either line is a step: a cycle has four. Where A leads B the position grows.
public struct QuadratureDecoder: Sendable, Equatable {
    /// Steps from where it began.
    public private(set) var position: Int64
    /// Steps whose direction nobody knows, as both lines had changed when they were looked at. They are in no position.
    public private(set) var missed: Int64 = 0
    private var phase: Int

    /// - Parameters:
    ///   - a: the level of line A.
    ///   - position: where it is now.
    public init(a: Bool, b: Bool, position: Int64) {
        self.position = position
        phase = QuadratureDecoder.phase(a: a, b: b)
    }

    /// Takes the levels of both lines after an edge of one of them.
    public mutating func move(a: Bool, b: Bool) {
        let next = QuadratureDecoder.phase(a: a, b: b)
        defer { phase = next }
        switch (next - phase + 4) % 4 {
        case 1: position += 1
        case 3: position -= 1
        case 2: missed += 2
        default: break
        }
    }

    /// Takes a new level of line A.
    public mutating func moveA(to level: Bool) { move(a: level, b: b) }
    /// Takes a new level of line B.
    public mutating func moveB(to level: Bool) { move(a: a, b: level) }

    private var a: Bool { phase == 1 || phase == 2 }
    private var b: Bool { phase >= 2 }

    /// The place in the cycle 00, 10, 11, 01 of (A, B).
    private static func phase(a: Bool, b: Bool) -> Int { a ? b ? 2 : 1 : b ? 3 : 0 }
}
