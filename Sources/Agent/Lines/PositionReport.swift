internal import Configuration
internal import GPIO

/// An encoder's position, told at most once in a while: a shaft makes thousands of steps a second, and rules have no use
/// for each.
struct PositionReport {
    private let settings: Quadrature
    private var decoder: QuadratureDecoder
    private var levels: (a: Bool, b: Bool)
    private var told: Int64
    private var nextReport = Int64.min
    /// When the position is told next; nil when it is known.
    private(set) var deadline: Int64?

    init(_ settings: Quadrature, levels: (Bool, Bool), position: Int64) {
        self.settings = settings
        self.levels = levels
        decoder = QuadratureDecoder(a: levels.0, b: levels.1, position: position)
        told = position
    }

    var value: Double { Double(decoder.position) * settings.perStep }
    var missed: Int64 { decoder.missed }

    mutating func edge(to level: Bool, isSecond: Bool, at time: Int64) {
        if isSecond { levels.b = level } else { levels.a = level }
        move(at: time)
    }

    mutating func levels(_ levels: (Bool, Bool), at time: Int64) {
        self.levels = levels
        move(at: time)
    }

    private mutating func move(at time: Int64) {
        decoder.move(a: levels.a, b: levels.b)
        guard decoder.position != told, deadline == nil else { return }
        deadline = max(time, nextReport)
    }

    /// The position, where it is due and has changed.
    mutating func pass(to now: Int64) -> Double? {
        guard let deadline, now >= deadline else { return nil }
        self.deadline = nil
        guard decoder.position != told else { return nil }
        told = decoder.position
        nextReport = now + settings.everyMilliseconds * 1_000_000
        return value
    }
}
