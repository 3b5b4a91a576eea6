/// A conversion between two units: `(number + before) * multiplier / divisor + after`.
public struct LinearConversion: Sendable {
    public let before: Double
    public let multiplier: Double
    public let divisor: Double
    public let after: Double

    public init(before: Double = 0, multiplier: Double = 1, divisor: Double = 1, after: Double = 0) {
        self.before = before
        self.multiplier = multiplier
        self.divisor = divisor
        self.after = after
    }
}

/// Why there is no conversion between two units.
public struct UnitRefusal: Error, Sendable {
    /// Which of the two is wrong; `second` where they measure different things.
    public enum Part: Sendable { case first, second }

    public let part: Part
    /// UTF-8 bytes into the code.
    public let offset: Int
    public let message: String
    public let mend: String

    public init(_ part: Part, offset: Int = 0, _ message: String, mend: String) {
        self.part = part
        self.offset = offset
        self.message = message
        self.mend = mend
    }
}
