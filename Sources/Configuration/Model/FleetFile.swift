internal import Decoding
public import Scoring
internal import Telemetry

/// What the runs of a fleet to their ends say of the next machine, as a file beside the device file that names it: one
/// JSON object with a health index, and how it rises towards the end.
public struct FleetFile: Sendable, Equatable {
    /// Of the file.
    public static let greatestByteCount = 1 << 20

    /// What the index is made of, in the order of its weights.
    public var signals: [String]
    public var index: HealthIndex
    public var prior: FleetPrior
    /// How far apart the rows of a run are.
    public var hoursPerRow: Double

    public init(signals: [String], index: HealthIndex, prior: FleetPrior, hoursPerRow: Double) {
        self.signals = signals
        self.index = index
        self.prior = prior
        self.hoursPerRow = hoursPerRow
    }

    /// Nil for what is no such file, or holds what cannot be.
    public init?(_ bytes: [UInt8]) {
        let limits = PayloadLimits(bytes: Self.greatestByteCount, stringBytes: 4_096)
        // Whatever is wrong with it, there is one thing to do: make it again.
        guard let document = try? JSONValue.parse(bytes, limits: limits), document["weir"]?.string == "fleet",
            let signals = document["signals"]?.array?.compactMap(\.string),
            let weights = document["weights"]?.array?.compactMap(\.number),
            !signals.isEmpty, signals.count == weights.count, signals.count <= HealthTrainer.signalLimit,
            let intercept = document["intercept"]?.number, let hours = document["hours_per_row"]?.number,
            let threshold = document["threshold"]?.number, let median = document["rate_median"]?.number,
            let sigma = document["rate_sigma"]?.number, let noise = document["noise"]?.number,
            let horizon = document["horizon"]?.number, let beyond = document["beyond"]?.number,
            let startRows = document["start_rows"]?.integer, let tempering = document["tempering"]?.number
        else { return nil }
        let arePositive = [hours, median, sigma, noise, horizon, tempering].allSatisfy { $0 > 0 && $0 < 1e12 }
        guard arePositive, beyond >= 0, beyond < 1e12, (1...10_000).contains(startRows) else { return nil }
        self.init(
            signals: signals, index: HealthIndex(intercept: intercept, weights: weights),
            prior: FleetPrior(
                threshold: threshold, rateMedian: median, rateSigma: sigma, noise: noise, horizon: horizon,
                beyond: beyond, startRows: Int(startRows), tempering: tempering), hoursPerRow: hours)
    }

    /// The file's content.
    public var json: [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.field("weir", "fleet")
        json.key("signals")
        json.beginArray()
        for signal in signals { json.string(signal) }
        json.endArray()
        json.field("intercept", index.intercept)
        json.key("weights")
        json.beginArray()
        for weight in index.weights { json.number(weight) }
        json.endArray()
        json.field("hours_per_row", hoursPerRow)
        json.field("threshold", prior.threshold)
        json.field("rate_median", prior.rateMedian)
        json.field("rate_sigma", prior.rateSigma)
        json.field("noise", prior.noise)
        json.field("horizon", prior.horizon)
        json.field("beyond", prior.beyond)
        json.field("start_rows", prior.startRows)
        json.field("tempering", prior.tempering)
        json.endObject()
        return json.bytes + [0x0A]
    }
}
