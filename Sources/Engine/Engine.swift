internal import Expressions
public import Telemetry

/// The stream engine: a pure function from state and input to state and outputs. It reads no clock, no random source and
/// no file, and iterates over nothing that has no order; so live running, replay and recovery are the same code, and the
/// same inputs give the same bytes.
public struct Engine: Sendable {
    public let plan: Plan

    var devices: [DeviceState] = []
    var indices: [String: Int] = [:]
    var pass: Pass
    /// Who reads the values of whom.
    var links = Links()
    /// What is new since the snapshot that this engine was made from; see `renew`.
    var fresh = FreshParts()
    /// Names the store that this engine's state is kept in; 0 where there is none.
    var epoch: Int64 = 0

    /// An engine before its first input: the devices that the plan lists, without a value.
    public init(plan: Plan) {
        self.plan = plan
        pass = Pass(plan: plan)
        renewIdentitySeed()
        for (index, template) in plan.templates.enumerated() {
            for device in template.devices { append(device.name, template: index) }
        }
    }

    public internal(set) var now: Instant {
        get { pass.now }
        set { pass.now = newValue }
    }

    /// Wall clock minus `now`, in milliseconds.
    public internal(set) var wallOffset: Int64 {
        get { pass.wallOffset }
        set { pass.wallOffset = newValue }
    }

    public var counters: EngineCounters { pass.counters }

    /// Seeds every identity with the gateway and the epoch: what happens after a store was lost is not taken for what
    /// happened before.
    mutating func renewIdentitySeed() {
        var hash = StableHash()
        hash.combine(plan.gateway)
        if epoch != 0 {
            hash = StableHash(seed: hash.value)
            hash.combine(epoch)
        }
        pass.identitySeed = hash.value
    }

    /// Takes one input; appends what follows from it to `outputs`. An input whose `now` lies before the engine's is taken
    /// at the engine's.
    public mutating func step(_ input: borrowing Input, into outputs: inout Outputs) {
        swap(&pass.records, &outputs.records)
        advance(to: input.now)
        switch input.kind {
        case .start:
            epoch = input.epoch
            renewIdentitySeed()
            start(wallOffset: input.wallOffset)
        case .passing: break
        case .clock: setClock(wallOffset: input.wallOffset)
        case .admission: admit(input.name, template: input.template)
        case .reading: read(input.reading, device: input.device)
        case .override: override(input)
        case .acknowledgement: acknowledge(input)
        }
        regroup()
        swap(&pass.records, &outputs.records)
    }

    /// When the engine wants to be stepped next even if nothing arrives; nil when it waits for nothing.
    public var nextDeadline: Instant? { pass.timers.first?.due }

    /// The device's index; nil when it is not known.
    public func device(named name: String) -> Int? { indices[name] }

    public var deviceCount: Int { devices.count }

    /// Whether a device of this name may be admitted to the template now.
    public func mayAdmit(template: Int) -> Bool {
        plan.templates[template].isOpen && devices.count < plan.deviceLimit
    }

    mutating func read(_ reading: borrowing Reading, device: Int) {
        let template = plan.templates[devices[device].template]
        guard template.eventTime == nil else { return arrive(reading, device: device) }
        pass.device = device
        devices[device].read(reading, template, &pass)
        propagate(from: device)
    }

    /// Lets every actuator count as having its value for long: a rehearsal begins in a state that has lasted. No part of a
    /// snapshot.
    public mutating func settleActuators() {
        for device in devices.indices {
            for actuator in devices[device].actuators.indices { devices[device].actuators[actuator].output.settle() }
        }
    }

    private mutating func override(_ input: borrowing Input) {
        let template = plan.templates[devices[input.device].template]
        pass.device = input.device
        pass.cause = devices[input.device].cause(isEdge: true, pass)
        devices[input.device].override(
            actuator: input.index, value: input.value, forMilliseconds: input.durationMilliseconds, &pass)
        devices[input.device].settle(template, &pass)
        propagate(from: input.device)
    }

    private mutating func acknowledge(_ input: borrowing Input) {
        let template = plan.templates[devices[input.device].template]
        pass.device = input.device
        pass.cause = devices[input.device].cause(isEdge: true, pass)
        _ = devices[input.device].acknowledge(rule: input.index, template, &pass)
        devices[input.device].settle(template, &pass)
        propagate(from: input.device)
    }

    private mutating func admit(_ name: String, template: Int) {
        guard append(name, template: template) else { return }
        pass.device = devices.count - 1
        pass.cause = devices[pass.device].cause(isEdge: false, pass)
        for (index, rule) in plan.templates[template].rules.enumerated() {
            devices[pass.device].begin(rule: index, rule, &pass)
        }
        propagate(from: devices.count - 1)
    }

    /// False where the device is known already, or there is no room.
    @discardableResult
    mutating func append(_ name: String, template: Int) -> Bool {
        guard indices[name] == nil, devices.count < plan.deviceLimit || !plan.templates[template].isOpen else {
            return false
        }
        let plan = plan.templates[template]
        let device = devices.count
        indices[name] = device
        devices.append(
            DeviceState(name: name, template: template, plan: plan, now: pass.now, wallOffset: pass.wallOffset))
        link(device)
        enlist(device)
        devices[device].deriveAll(plan)
        return true
    }
}

/// What was counted since the engine was made. Not part of its state.
public struct EngineCounters: Sendable, Equatable {
    public var readings = 0
    public var valuesOutOfRange = 0
    /// Single outliers, and changes faster than can be.
    public var valuesFiltered = 0
    public var valuesWithinDeadband = 0
    public var readingsOutOfOrder = 0
    /// Readings that came too late for the order of their own times, and were not taken.
    public var readingsLate = 0
    /// The same, where they are kept without being judged.
    public var readingsLateKept = 0
    public var timesNotTrusted = 0
    /// How often a device's own clock was found to be set.
    public var clocksSet = 0
    /// Summaries whose open windows moved to the true time when the wall clock came to be known.
    public var windowsMoved = 0
    public var evaluationErrors = 0
    public var chainsCut = 0
    public var suppressions = 0
    /// Values that came too late for their windows.
    public var valuesLate = 0

    public init() {}

    mutating func count(_ rejection: FilterOutcome.Rejection) {
        switch rejection {
        case .notFinite, .outOfRange: valuesOutOfRange += 1
        case .spike, .step: valuesFiltered += 1
        }
    }
}

/// What a step says, in order. Reused from step to step.
public struct Outputs: Sendable {
    public var records: [Output] = []

    public init() {}

    public var isEmpty: Bool { records.isEmpty }

    public mutating func removeAll() {
        records.removeAll(keepingCapacity: true)
    }
}
