public import Documents
public import Telemetry

/// What must hold at a step: of the present, and of all that happened since the expectation before it.
public struct TestExpectation: Sendable {
    public var checks: [TestCheck]
    /// Whether a message of this step must be refused; nil where nothing is said, and a refusal is a failure.
    public var isRejectionExpected: Bool
}

/// One expectation, and where it is written.
public struct TestCheck: Sendable {
    public enum Kind: Sendable {
        /// The rule was raised since the expectation before.
        case raised(rule: String)
        /// The rule was cleared since the expectation before.
        case cleared(rule: String)
        /// The rule was not raised since the expectation before.
        case notRaised(rule: String)
        /// Nothing was raised or cleared since the expectation before.
        case noEvents
        /// These rules and no others are raised now.
        case present(rules: [String])
        /// An event since the expectation before said so.
        case message(String)
        /// A signal or a derived value is so now.
        case value(name: String, TestedValue)
        /// A signal or a derived value has no value now.
        case noValue(name: String)
        /// The actuator has this value now, since it was told to, or was never told otherwise.
        case actuator(name: String, isOn: Bool)
        /// The actuator was told so since the expectation before.
        case command(actuator: String, isOn: Bool)
        /// The actuator was told nothing since the expectation before.
        case noCommand(actuator: String)
        /// No actuator was told anything since the expectation before.
        case noCommands
        /// A claim on the actuator, or the rule, was held back for this reason since the expectation before.
        case suppressed(name: String, reason: String)
        /// A window ended since the expectation before, and said this of these values.
        case summary(name: String, values: [SummaryValue])
    }

    public struct SummaryValue: Sendable {
        public var name: String
        public var aggregate: String
        public var expected: TestedValue
    }

    public var kind: Kind
    public var mark: Mark
}

/// A value as an expectation states it.
public enum TestedValue: Sendable, Equatable {
    /// A number, and how far from it another may be.
    case number(Double, tolerance: Double)
    /// Inclusive.
    case range(ClosedRange<Double>)
    case exactly(Value)
}
