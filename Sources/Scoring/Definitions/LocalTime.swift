/// How far the clocks of a place are ahead of UTC, summer time included. Who knows the zones of the world hands it in.
public struct LocalTime: Sendable, Equatable {
    /// The zone's, such as `Europe/Oslo`.
    public let name: String
    private let secondsAhead: @Sendable (Int64) -> Int

    /// - Parameter secondsAhead: of UTC, at seconds since 1970.
    public init(name: String, secondsAhead: @escaping @Sendable (Int64) -> Int) {
        self.name = name
        self.secondsAhead = secondsAhead
    }

    func seconds(at epochSeconds: Double) -> Double {
        guard let seconds = Int64(exactly: epochSeconds.rounded(.down)) else { return 0 }
        return Double(secondsAhead(seconds))
    }

    /// A zone is known by its name.
    public static func == (left: LocalTime, right: LocalTime) -> Bool { left.name == right.name }
}
