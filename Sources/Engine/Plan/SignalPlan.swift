public import Telemetry

/// How a signal's values are judged before anything sees them.
public final class SignalPlan: Sendable {
    public let name: String
    /// UCUM code, for people and for upstream; nil when the file gives none.
    public let unit: String?
    /// Inclusive; a value outside is bad: counted, and kept from rules.
    public let valid: ClosedRange<Double>?
    /// A number that differs from the last one used by less than this is kept from rules and derived values.
    public let deadband: Double
    /// What else is done to its numbers, the valid range and the deadband included; nil where that is all.
    public let filter: SignalFilterSettings?
    let isFiltered: Bool
    /// What holds where nothing was told, for a condition of the surroundings; nil: no value.
    public let restValue: Value?
    /// Without a reading for this long the signal has no value, or its rest value. Nil: never stale.
    public let staleMilliseconds: Int64?
    /// The slots of `stale(x)` and `valid(x)`; nil where nothing asks.
    public let staleSlot: Int?
    public let validSlot: Int?
    /// The slot of `stuck(x)`.
    public let stuckSlot: Int?

    public init(
        name: String, unit: String? = nil, valid: ClosedRange<Double>? = nil, deadband: Double = 0,
        filter: SignalFilterSettings? = nil, restValue: Value? = nil, staleMilliseconds: Int64? = nil,
        staleSlot: Int? = nil,
        validSlot: Int? = nil, stuckSlot: Int? = nil
    ) {
        self.name = name
        self.unit = unit
        self.valid = valid
        self.deadband = deadband
        self.staleMilliseconds = staleMilliseconds
        self.staleSlot = staleSlot
        self.validSlot = validSlot
        self.stuckSlot = stuckSlot
        self.filter = filter
        isFiltered = filter != nil
        self.restValue = restValue
    }

    /// Hash of the filter's settings: while it is the same, a reload keeps what the filter remembers.
    var filterShape: UInt64 {
        guard let filter else { return 0 }
        var hash = StableHash()
        hash.combine("\(filter)")
        return hash.value
    }
}
