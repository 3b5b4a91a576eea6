/// When the platform is unplugged, in seconds since the sensors began.
struct OutageScript {
    private static let every = 50.0
    /// After the platform is back the gateway needs some seconds to notice, as it tries less and less often.
    private static let recovery = 10.0

    private let length: Double
    private let end: Double?
    private(set) var nextStart: Double

    /// - Parameter end: when the sensors stop; nil: not by themselves.
    init(end: Double?) {
        self.end = end
        let whole = min(end ?? 30, 30)
        nextStart = whole * 0.35
        length = whole * 0.2
    }

    var nextEnd: Double { nextStart + length }

    /// Plans the next one, if there is time for it.
    mutating func finishOne() {
        nextStart += OutageScript.every
        if let end, nextEnd + OutageScript.recovery > end { nextStart = .infinity }
    }
}
