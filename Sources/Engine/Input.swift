public import Telemetry

/// One input of the engine. Inputs are all that ever changes its state, so the journal is a list of them.
///
/// A single mutable value that the caller fills again and again: nothing is allocated for a reading.
public struct Input: Sendable {
    public enum Kind: UInt8, Sendable {
        /// The service has started, or started again: what was known is old, outputs are at their safe values.
        case start
        /// Only time has passed.
        case passing
        /// The wall clock was set.
        case clock
        /// A device that was not known has appeared.
        case admission
        case reading
        /// A person sets an actuator for a while, or lets go of it.
        case override
        /// A person acknowledges a rule that latches.
        case acknowledgement
        /// A level was read back from an actuator's line.
        case readBack
        /// A person acknowledges the fault of an actuator.
        case faultAcknowledgement
        /// A command from upstream.
        case command
        /// A lookup table has another content.
        case table
    }

    public var kind: Kind = .passing
    /// Never less than that of the input before.
    public var now = Instant(milliseconds: 0)
    /// Wall clock minus `now`, in milliseconds; read for `start` and `clock`.
    public var wallOffset: Int64 = 0
    /// The store's epoch, 0 without a store; read for `start`.
    public var epoch: Int64 = 0
    /// Index of the template; read for `admission`.
    public var template = 0
    /// The device's name, read for `admission`; the command's id, read for `command`; the table's, read for `table`. Who
    /// asks, for `override`, `acknowledgement` and `faultAcknowledgement`: kept, and nothing follows from it.
    public var name = ""
    /// Index of the device; read for `reading` and for what has an `index`.
    public var device = 0
    /// Index of the rule, read for `acknowledgement`; of the actuator, read for `override`, `readBack`,
    /// `faultAcknowledgement` and `command`.
    public var index = 0
    /// Read for `override`, where nil lets go, for `readBack`, where nil says that nobody knows, and for `command`.
    public var value: Bool?
    /// When a command ends; read for `command`.
    public var expires = Timestamp(milliseconds: 0)
    /// Read for `command`.
    public var priority = Claim.defaultPriority
    /// How long the value is to be held; read for `override`.
    public var durationMilliseconds: Int64 = 0
    public var reading = Reading()
    /// Read for `table`.
    public var table: TableContent?

    public init() {}
}

/// Values of some signals of one device at one time.
public struct Reading: Sendable {
    public struct Entry: Sendable {
        /// Index among the template's signals.
        public var signal: Int
        /// Nil: the device says that it has no value.
        public var value: Telemetry.Value?

        public init(signal: Int, value: Telemetry.Value?) {
            self.signal = signal
            self.value = value
        }
    }

    /// Index among the template's inputs.
    public var input = 0
    /// The device's own time, when it gives one.
    public var time: Timestamp?
    /// Old, age unknown: it sets state and starts nothing.
    public var isRetained = false
    /// Hash of what was received; with the reading's number it identifies the cause of what follows.
    public var content: UInt64 = 0
    public var values: [Entry] = []

    public init() {}
}

extension Engine {
    /// Whether an input from a disk speaks of things there are.
    public func accepts(_ input: borrowing Input) -> Bool {
        switch input.kind {
        case .start, .passing, .clock, .table: return true
        case .admission: return plan.templates.indices.contains(input.template)
        case .acknowledgement:
            guard deviceCount > input.device else { return false }
            return input.index < plan.templates[self.template(of: input.device)].rules.count
        case .override, .readBack, .faultAcknowledgement, .command:
            guard deviceCount > input.device else { return false }
            return input.index < plan.templates[self.template(of: input.device)].actuators.count
        case .reading:
            guard deviceCount > input.device else { return false }
            let template = plan.templates[self.template(of: input.device)]
            return input.reading.input < template.inputs.count
                && input.reading.values.allSatisfy { $0.signal < template.signals.count }
        }
    }
}
