public import Telemetry

/// One value to be read from a payload, and what it has to be. Anything else rejects the payload.
public struct PayloadField: Sendable {
    /// What a field has to be.
    public enum FieldType: Sendable, Equatable {
        case number, flag, text
        /// Whatever of the three is there.
        case any
    }

    /// Values of another type that the field takes because its owner says so.
    public struct Conversions: OptionSet, Sendable {
        public let rawValue: UInt8

        public init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// A number field takes the string "21.5".
        public static let numberFromText = Conversions(rawValue: 1)
        /// A number field takes true as 1 and false as 0.
        public static let numberFromFlag = Conversions(rawValue: 2)
    }

    public var path: FieldPath
    public var type: FieldType
    /// What a flag field reads as true besides true itself, for instance "ON" or 1.
    public var on: [Value]
    /// What a flag field reads as false besides false itself.
    public var off: [Value]
    /// What means that there is no value, besides null: "", "NaN", -127.
    public var noValue: [Value]
    public var conversions: Conversions
    /// The unit that a SenML record of this field has to have where it names one (RFC 8428 section 12.1); nil takes any.
    public var unit: String?

    public init(
        path: FieldPath, type: FieldType = .any, on: [Value] = [], off: [Value] = [], noValue: [Value] = [],
        conversions: Conversions = [], unit: String? = nil
    ) {
        self.path = path
        self.type = type
        self.on = on
        self.off = off
        self.noValue = noValue
        self.conversions = conversions
        self.unit = unit
    }
}
