/// A token bucket: so many a second, with bursts of some seconds' worth.
struct RateLimit {
    private let perMillisecond: Double
    private let capacity: Double
    private var tokens: Double
    private var last: Int64?

    init(perSecond: Double, burstSeconds: Double = 1) {
        perMillisecond = perSecond / 1000
        capacity = max(1, perSecond * burstSeconds)
        tokens = capacity
    }

    /// Takes one if there is one.
    /// - Parameter now: milliseconds of a clock that never goes back.
    mutating func take(now: Int64) -> Bool {
        refill(now: now)
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }

    /// Takes more of what is under way already, on credit: the next ones wait for it.
    mutating func charge(_ count: Int) {
        tokens -= Double(count)
    }

    /// How many could be taken now.
    mutating func available(now: Int64) -> Int {
        refill(now: now)
        return max(0, Int(tokens))
    }

    /// Milliseconds until one can be taken.
    mutating func wait(now: Int64) -> Int64 {
        refill(now: now)
        return tokens >= 1 ? 0 : Int64(((1 - tokens) / perMillisecond).rounded(.up))
    }

    private mutating func refill(now: Int64) {
        if let last, now > last { tokens = min(capacity, tokens + Double(now - last) * perMillisecond) }
        last = max(now, last ?? now)
    }
}
