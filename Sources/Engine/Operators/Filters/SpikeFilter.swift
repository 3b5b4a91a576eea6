public import Telemetry

public struct SpikeSettings: Sendable, Equatable {
    public enum Treatment: UInt8, Sendable { case drop, replace }

    /// How many values are looked at, the newest among them: from 3 to 255.
    public var window: Int
    /// How many standard deviations off the median a spike is; above 0.
    public var sigma: Double
    /// The least standard deviation that is believed, in the signal's unit: for signals that often repeat to the digit.
    public var floor: Double
    public var treatment: Treatment

    public init(window: Int = 7, sigma: Double = 4, floor: Double = 0, treatment: Treatment = .drop) {
        precondition((3...255).contains(window) && sigma > 0 && floor >= 0)
        self.window = window
        self.sigma = sigma
        self.floor = floor
        self.treatment = treatment
    }
}

/// Finds single values that stand out from their neighbours (Hampel's identifier): farther than `sigma` standard
/// deviations from the median of the last values, where the deviation is 1.4826 times the median distance from that
/// median. Where more than half of the values are equal that distance is zero, and 1.2533 times the mean distance serves
/// (Iglewicz and Hoaglin 1993): so a lone jump of a flat signal is a spike, the second value there is the new level.
///
/// What is found stays among the values looked at, so a true step is believed once it lasts.
public struct SpikeFilter: Sendable, Equatable {
    public enum Outcome: Sendable, Equatable {
        case ordinary
        /// With the median of the last values, to put in its place.
        case spike(median: Double)
    }

    private let settings: SpikeSettings
    /// In order of arrival, as a ring once it is full.
    private var recent: [Double] = []
    private var next = 0
    private var ascending: [Double] = []
    // Room to work in.
    private var distances: [Double] = []

    public init(_ settings: SpikeSettings) {
        self.settings = settings
    }

    public static func == (one: SpikeFilter, other: SpikeFilter) -> Bool {
        one.settings == other.settings && one.inOrder == other.inOrder
    }

    /// Judges a finite number; until the window is full everything is ordinary.
    public mutating func update(_ number: Double) -> Outcome {
        take(number)
        guard recent.count == settings.window else { return .ordinary }
        let median = SpikeFilter.median(ascending)
        distances.removeAll(keepingCapacity: true)
        var total = 0.0
        for value in ascending {
            let distance = abs(value - median)
            distances.append(distance)
            total += distance
        }
        distances.sort()
        let middle = SpikeFilter.median(distances)
        let deviation = middle > 0 ? 1.4826 * middle : 1.2533 * (total / Double(settings.window))
        let isSpike = abs(number - median) > settings.sigma * max(deviation, settings.floor)
        return isSpike ? .spike(median: median) : .ordinary
    }

    private mutating func take(_ number: Double) {
        let number = number + 0
        if recent.count < settings.window {
            recent.append(number)
        } else {
            ascending.remove(at: position(of: recent[next]))
            recent[next] = number
            next = next + 1 == settings.window ? 0 : next + 1
        }
        ascending.insert(number, at: position(of: number))
    }

    private func position(of number: Double) -> Int {
        ascending.firstIndex { $0 >= number } ?? ascending.count
    }

    private static func median(_ ascending: [Double]) -> Double {
        let middle = ascending.count / 2
        return ascending.count.isMultiple(of: 2)
            ? ascending[middle - 1] + (ascending[middle] - ascending[middle - 1]) / 2 : ascending[middle]
    }

    private var inOrder: [Double] { Array(recent[next...] + recent[..<next]) }

    public func write(to bytes: inout ByteWriter) {
        let values = inOrder
        bytes.count(values.count)
        for value in values { bytes.double(value) }
    }

    public init(from bytes: inout ByteReader, settings: SpikeSettings) throws(MalformedBytes) {
        self.init(settings)
        let count = try bytes.count()
        guard count <= settings.window else { throw bytes.malformed }
        for _ in 0..<count { take(try bytes.finite()) }
    }
}
