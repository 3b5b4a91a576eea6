public import Scoring

/// A number that says how a device is, made of its readings: how strange they are, how long it will last, or what a
/// trained model makes of them.
///
/// A score is a signal that no input gives: it has an index among the template's signals, and is judged, aggregated and
/// goes stale like the others.
public final class ScorePlan: Sendable {
    /// One of the values that a row is made of.
    public struct Channel: Sendable, Equatable {
        public enum Source: Sendable, Equatable {
            /// Each measured value of the signal, those within its deadband too.
            case signal(Int)
            /// What is derived, as it is after a reading has brought one of these signals.
            case derived(slot: Int, signals: [Int])

            /// The signals whose values make the channel new.
            public var signals: [Int] {
                switch self {
                case .signal(let signal): [signal]
                case .derived(_, let signals): signals
                }
            }
        }

        public var name: String
        public var source: Source

        public init(name: String, source: Source) {
            self.name = name
            self.source = source
        }
    }

    /// What makes a number of a row.
    public enum Judge: Sendable {
        /// - learned: the bytes of a detector of the same definition that healthy rows have taught; nil: each device
        ///   learns from its own first rows.
        case detector(DetectorDefinition, learned: LearnedState?)
        case remainingLife(RemainingLifeSettings)
        /// By what the runs of a fleet to their ends say, of one channel: a health index.
        case fleetLife(FleetLifeSettings)
        /// A weighted sum of the channels, in their order.
        case health(HealthIndex)
        case model(ModelSettings)
    }

    /// What a device's detector begins with, by device; `others` is for those not named.
    public struct LearnedState: Sendable {
        public var others: [UInt8]?
        public var devices: [String: [UInt8]]

        public init(others: [UInt8]?, devices: [String: [UInt8]] = [:]) {
            self.others = others
            self.devices = devices
        }

        func state(of device: String) -> [UInt8]? { devices[device] ?? others }
    }

    public static let channelLimit = 64

    public let name: String
    /// Its own index among the template's signals.
    public let signal: Int
    /// At most `channelLimit`.
    public let channels: [Channel]
    public let judge: Judge
    /// Rows are made at whole multiples of it, of the last values; nil: one of each reading.
    public let everyMilliseconds: Int64?
    public let words: ScoreWords
    /// Hash of the definition: while it is the same, a reload keeps what was learned.
    public let shape: UInt64

    public init(
        name: String, signal: Int, channels: [Channel], judge: Judge, everyMilliseconds: Int64? = nil,
        words: ScoreWords, shape: UInt64
    ) {
        precondition((1...Self.channelLimit).contains(channels.count))
        self.name = name
        self.signal = signal
        self.channels = channels
        self.judge = judge
        self.everyMilliseconds = everyMilliseconds
        self.words = words
        self.shape = shape
    }

    /// Whether a row has the last value of a channel also where it is not new: what is made by the clock for a model that
    /// needs all.
    var holdsValues: Bool {
        guard everyMilliseconds != nil else { return false }
        switch judge {
        case .model, .health: return true
        case .detector, .remainingLife, .fleetLife: return false
        }
    }

    /// Slots that hold what is read beside measured values, each once.
    public var slotsRead: [Int] {
        channels.map { channel in
            switch channel.source {
            case .signal(let signal): signal
            case .derived(let slot, _): slot
            }
        }
    }
}

/// The slots in which a score explains itself: `wear.learning`, `wear.signal` and so on; nil where the judge has no such
/// word.
public struct ScoreWords: Sendable, Equatable {
    /// True until there is a score.
    public var learning: Int
    /// The name of the signal that contributes most.
    public var signal: Int?
    /// What was seen, and what is usual, in that signal's unit.
    public var observed: Int?
    public var expected: Int?
    /// How far the two are apart, and in what: sigmas, decades, ranges, units or limits.
    public var deviation: Int?
    public var measure: Int?
    /// When the present run of scores of at least 1 began, as RFC 3339; without a value below 1.
    public var since: Int?
    /// The bounds that the true value is between in eight of ten cases.
    public var low: Int?
    public var high: Int?

    public init(learning: Int) {
        self.learning = learning
    }

    /// All of them.
    public var slots: [Int] { [learning] + explanation }

    /// Those that an event about the score carries.
    public var explanation: [Int] {
        [signal, observed, expected, deviation, measure, since, low, high].compactMap(\.self)
    }
}

/// How long until a drifting value reaches a limit.
public struct RemainingLifeSettings: Sendable, Equatable {
    /// In the signal's unit.
    public var threshold: Double
    /// After which the weight of a value has fallen to 1/e.
    public var memoryHours: Double
    /// Rows before the first answer, at least 3.
    public var warmUp: Int
    /// A life that long or longer is said to be that long.
    public var horizonHours: Double

    public init(threshold: Double, memoryHours: Double, warmUp: Int, horizonHours: Double) {
        self.threshold = threshold
        self.memoryHours = memoryHours
        self.warmUp = warmUp
        self.horizonHours = horizonHours
    }
}

/// How long until a health index ends as those of a fleet did.
public struct FleetLifeSettings: Sendable, Equatable {
    public var prior: FleetPrior
    /// How far apart the rows were that the prior was learned from.
    public var hoursPerRow: Double

    public init(prior: FleetPrior, hoursPerRow: Double) {
        self.prior = prior
        self.hoursPerRow = hoursPerRow
    }
}

/// A model trained elsewhere, and what it is fed. Shared by all devices of a template.
public struct ModelSettings: Sendable {
    public enum Missing: String, Sendable, CaseIterable {
        /// Without one of the features there is no score.
        case noScore = "no_score"
        /// What is missing goes where the model was trained to send it.
        case byDefault = "default"
    }

    public var model: TrainedModel
    /// As many as the model has inputs, in their order; made of the plan's channels by name.
    public var features: [Feature]
    public var missing: Missing

    public init(model: TrainedModel, features: [Feature], missing: Missing) {
        self.model = model
        self.features = features
        self.missing = missing
    }
}
