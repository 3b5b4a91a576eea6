/// How a signal's values are judged before anything sees them.
public final class SignalPlan: Sendable {
    public let name: String
    /// UCUM code, for people and for upstream; nil when the file gives none.
    public let unit: String?
    /// Inclusive; a value outside is bad: counted, and kept from rules.
    public let valid: ClosedRange<Double>?
    /// A number that differs from the last one used by less than this is kept from rules and derived values.
    public let deadband: Double
    /// Without a reading for this long the signal has no value. Nil: never stale.
    public let staleMilliseconds: Int64?
    /// The slots of `stale(x)` and `valid(x)`; nil where nothing asks.
    public let staleSlot: Int?
    public let validSlot: Int?

    public init(
        name: String, unit: String? = nil, valid: ClosedRange<Double>? = nil, deadband: Double = 0,
        staleMilliseconds: Int64? = nil, staleSlot: Int? = nil, validSlot: Int? = nil
    ) {
        self.name = name
        self.unit = unit
        self.valid = valid
        self.deadband = deadband
        self.staleMilliseconds = staleMilliseconds
        self.staleSlot = staleSlot
        self.validSlot = validSlot
    }
}
