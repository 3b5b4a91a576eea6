internal import Expressions
public import Telemetry

/// The stream engine: a pure function from state and input to state and outputs. It reads no clock, no random source and
/// no file, and iterates over nothing that has no order; so live running, replay and recovery are the same code, and the
/// same inputs give the same bytes.
public struct Engine: Sendable {
    public let plan: Plan
    public internal(set) var now = Instant(milliseconds: .min)
    /// Wall clock minus `now`, in milliseconds.
    public internal(set) var wallOffset: Int64 = 0
    public internal(set) var counters = EngineCounters()

    var devices: [DeviceState] = []
    var indices: [String: Int] = [:]
    var timers = TimerQueue()
    /// Nodes to evaluate in the present pass, a bit each; empty between steps.
    var dirty: DirtySet
    /// Actuators to decide in the present pass.
    var contested: DirtySet
    /// What is new since the snapshot that this engine was made from; see `renew`.
    var fresh = FreshParts()
    /// Names the store that this engine's state is kept in; 0 where there is none.
    var epoch: Int64 = 0
    /// Hash of the gateway's name.
    private let gatewayHash: UInt64

    /// An engine before its first input: the devices that the plan lists, without a value.
    public init(plan: Plan) {
        self.plan = plan
        dirty = DirtySet(capacity: plan.templates.map(\.nodes.count).max() ?? 0)
        contested = DirtySet(capacity: plan.templates.map(\.actuators.count).max() ?? 0)
        var hash = StableHash()
        hash.combine(plan.gateway)
        gatewayHash = hash.value
        for (index, template) in plan.templates.enumerated() {
            for device in template.devices { append(device.name, template: index) }
        }
    }

    /// Seeds every identity with the gateway and the epoch: what happens after a store was lost is not taken for what
    /// happened before.
    var identitySeed: UInt64 {
        guard epoch != 0 else { return gatewayHash }
        var hash = StableHash(seed: gatewayHash)
        hash.combine(epoch)
        return hash.value
    }

    /// Takes one input; appends what follows from it to `outputs`. An input whose `now` lies before the engine's is taken
    /// at the engine's.
    public mutating func step(_ input: borrowing Input, into outputs: inout Outputs) {
        advance(to: input.now, into: &outputs)
        switch input.kind {
        case .start:
            epoch = input.epoch
            start(wallOffset: input.wallOffset, into: &outputs)
        case .passing: break
        case .clock: setClock(wallOffset: input.wallOffset, into: &outputs)
        case .admission: append(input.name, template: input.template)
        case .reading: read(input.reading, device: input.device, into: &outputs)
        }
    }

    /// When the engine wants to be stepped next even if nothing arrives; nil when it waits for nothing.
    public var nextDeadline: Instant? { timers.first?.due }

    /// The device's index; nil when it is not known.
    public func device(named name: String) -> Int? { indices[name] }

    public var deviceCount: Int { devices.count }

    /// Whether a device of this name may be admitted to the template now.
    public func mayAdmit(template: Int) -> Bool {
        plan.templates[template].isOpen && devices.count < plan.deviceLimit
    }

    mutating func append(_ name: String, template: Int) {
        guard indices[name] == nil, devices.count < plan.deviceLimit || !plan.templates[template].isOpen else { return }
        indices[name] = devices.count
        devices.append(DeviceState(name: name, template: template, plan: plan.templates[template]))
        deriveAll(of: devices.count - 1)
    }

    /// Computes every derived value from what there is: from parameters alone at first.
    mutating func deriveAll(of device: Int) {
        for case .derived(let derived) in plan.templates[devices[device].template].nodes {
            let value = devices[device].slots.withUnsafeBufferPointer { derived.program.evaluate($0) }
            devices[device].slots[derived.slot] = value
        }
    }

    /// The wall-clock time of an instant.
    func wall(_ instant: Instant) -> Timestamp {
        Timestamp(milliseconds: instant.milliseconds &+ wallOffset)
    }
}

/// What was counted since the engine was made. Not part of its state.
public struct EngineCounters: Sendable, Equatable {
    public var readings = 0
    public var valuesOutOfRange = 0
    public var valuesWithinDeadband = 0
    public var readingsOutOfOrder = 0
    public var timesNotTrusted = 0
    public var evaluationErrors = 0
    public var chainsCut = 0
    public var suppressions = 0

    public init() {}
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

extension Engine {
    /// The template that describes a device.
    public func template(of device: Int) -> Int { devices[device].template }

    /// A device's name.
    public func name(of device: Int) -> String { devices[device].name }

    /// Whether all that decides about the device's actuators was heard since the start; until then some stay safe.
    public func isAwake(device: Int) -> Bool { devices[device].isAwake }

    /// The present values of a device's signals and derived values that have one, in declared order.
    public func values(device: Int) -> [NamedValue] {
        let template = plan.templates[devices[device].template]
        return template.slots.indices.compactMap { slot in
            guard template.slots[slot].kind.isKept else { return nil }
            return devices[device].slots[slot].telemetry.map { NamedValue(name: template.slots[slot].name, value: $0) }
        }
    }

    /// The rules of a device that are raised, in declared order.
    public func raised(device: Int) -> [String] {
        let template = plan.templates[devices[device].template]
        return template.rules.indices.filter { devices[device].rules[$0].isRaised }.map { template.rules[$0].name }
    }
}
