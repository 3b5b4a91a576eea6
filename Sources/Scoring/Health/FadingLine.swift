internal import Glibc
internal import Telemetry

/// A straight line through values whose weights fade with age, and how much of what is off it is noise.
struct FadingLine: Sendable, Equatable {
    /// Faded sums over rows: of 1, age, age^2, value, value*age, value^2; ages are counted back from the last row.
    private var sums = Array(repeating: 0.0, count: 6)
    /// Faded sum of squared weights: how many independent rows the sums are worth.
    var squaredWeights = 0.0
    /// Faded sum of the squared steps from row to row.
    var squaredSteps = 0.0

    init() {}

    /// - Parameters:
    ///   - step: the value less the one before.
    ///   - elapsed: since the row before, at least 0.
    ///   - fade: by which the weights fall in that time.
    mutating func add(_ value: Double, step: Double, elapsed: Double, fade: Double) {
        // Every age grows by `elapsed`; then all fade, and the new row of age 0 joins.
        sums[2] += 2 * elapsed * sums[1] + elapsed * elapsed * sums[0]
        sums[1] += elapsed * sums[0]
        sums[4] += elapsed * sums[3]
        for index in sums.indices { sums[index] *= fade }
        sums[0] += 1
        sums[3] += value
        sums[5] += value * value
        squaredWeights = squaredWeights * fade * fade + 1
        squaredSteps = squaredSteps * fade + step * step
    }

    /// The standard deviation of a single value that steps from row to row speak of: half their mean square (von Neumann
    /// 1941). Slow curves are no part of it.
    var noise: Double { (squaredSteps / (2 * sums[0])).squareRoot() }

    /// Nil when all values are of one time, or where arithmetic cannot say.
    var fit: Fit? {
        let (weight, age, age2) = (sums[0], sums[1], sums[2])
        let spread = age2 - age * age / weight
        guard spread > 1e-12 * max(age2, 1e-300) else { return nil }
        let slope = -(sums[4] - age * sums[3] / weight) / spread
        let level = (sums[3] + slope * age) / weight
        let total = sums[5] - sums[3] * sums[3] / weight
        let residual = max(0, total - slope * slope * spread) / weight
        // Where less than what is off the line is noise, neighbours are off together, as autoregressive errors are:
        // their correlation is 1 - noise^2/residual, and each row counts for less than one.
        let independent = residual > 0 ? min(noise * noise / residual, 1) : 1
        let rows = max(weight * weight / squaredWeights * independent / (2 - independent), 3)
        let fit = Fit(
            level: level, slope: slope, variance: residual / (rows - 2), meanAge: age / weight,
            precision: weight / spread)
        return fit.isFinite ? fit : nil
    }

    func write(to bytes: inout ByteWriter) {
        bytes.doubles(sums)
    }

    init(from bytes: inout ByteReader) throws(MalformedBytes) {
        sums = try bytes.doubles(exactly: 6)
        guard sums.allSatisfy(\.isFinite) else { throw bytes.malformed }
    }
}

extension FadingLine {
    struct Fit {
        /// At the last row, and its change in a unit of time.
        var level: Double
        var slope: Double
        /// Of the line where it is surest, at the rows' mean age.
        var variance: Double
        var meanAge: Double
        /// What the variance grows by with the squared distance from there, as a part of itself.
        var precision: Double

        /// Standard normal distance that one in ten is beyond.
        private static let tenth = 1.2815515655446004

        var isFinite: Bool { [level, slope, variance, meanAge, precision].allSatisfy(\.isFinite) }

        /// When the line has risen by `left`, and the times at which it may have, as far as the line is known (Fieller
        /// 1954): all t with (left - speed*t)^2 <= z^2*variance*(1 + precision*(meanAge + t)^2).
        /// - Parameters:
        ///   - left: above 0.
        ///   - speed: the slope, or its negative where the rise is a fall.
        func time(toRise left: Double, speed: Double) -> RemainingLife {
            let allowed = Self.tenth * Self.tenth * variance
            // leading*t^2 - 2*middle*t + last <= 0
            let leading = speed * speed - allowed * precision
            let middle = left * speed + allowed * precision * meanAge
            let last = left * left - allowed * (1 + precision * meanAge * meanAge)
            let root = max(middle * middle - leading * last, 0).squareRoot()
            let estimate = speed > 0 ? left / speed : .infinity
            // It may be there already; it may never be; and in the numerically stable form of the two roots.
            let low = last <= 0 ? 0 : middle + root > 0 ? last / (middle + root) : .infinity
            let high = leading > 0 && speed > 0 ? (middle + root) / leading : .infinity
            return RemainingLife(estimate: estimate, low: min(low, estimate), high: max(high, estimate))
        }
    }
}
