public import Documents
public import Telemetry

/// A test of the device files, checked: what arrives when, and what must come of it.
public struct DeviceTest: Sendable {
    public var name: String
    /// Where its name is written.
    public var mark: Mark
    /// The device it is about.
    public var device: TestDevice
    /// The wall clock when the test begins.
    public var start: Timestamp
    /// How often inputs repeat their last reading; nil where a reading comes once.
    public var everyMilliseconds: Int64?
    /// Parameters of the device that differ in this test.
    public var parameters: [NamedValue]
    /// In the order of time; what was given stands in a step at 0 before all others.
    public var steps: [TestStep]

    /// Noon, so that neither a night shift nor midnight is near; and the beginning of a week and of an hour, so that
    /// hourly windows begin with the test.
    ///
    ///     2026-01-05T12:00:00Z
    public static let defaultStart = Timestamp(milliseconds: 1_767_614_400_000)
}

/// A device by its name, and the template of the plan that describes it.
public struct TestDevice: Sendable, Equatable {
    public var name: String
    public var template: Int
}

/// What happens at one time, and what must hold after it.
public struct TestStep: Sendable {
    /// Milliseconds since the test began.
    public var at: Int64
    public var mark: Mark
    public var device: TestDevice
    public var actions: [TestAction]
    /// Nil where nothing is expected here.
    public var expectation: TestExpectation?
}

/// Something that arrives.
public enum TestAction: Sendable {
    /// Values of signals that come from one input of a device, by the input's index; already decoded. The device is that
    /// of the step, or the one that keeps the conditions which all devices of the file share.
    case reading(device: TestDevice, input: Int, values: [NamedValue], isRetained: Bool)
    /// A message as the broker delivers it: it goes through the decoder.
    case message(topic: String, payload: String, isRetained: Bool)
    /// The logical level of a GPIO line.
    case level(chip: String, line: String, isOn: Bool)
    /// Inputs, by index, fall silent: they no longer repeat their last reading.
    case silence(inputs: [Int])
    /// The service starts again.
    case restart
    /// A person acknowledges a rule that latches.
    case acknowledgement(rule: String)
    /// A person sets an actuator for a while.
    case override(actuator: String, isOn: Bool, milliseconds: Int64)
    /// A person lets go of an actuator.
    case release(actuator: String)
}
