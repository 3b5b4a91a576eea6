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
    /// Parallel to the plan's.
    var tables: [LookupTable]
    /// Which of them came by an input, or with a snapshot: those whose content the journal tells.
    var hasToldTable: [Bool]
    /// Commands from upstream that were taken.
    var remote = CommandLedger()
    /// What is new since the snapshot that this engine was made from; see `renew`.
    var fresh = FreshParts()
    /// The scores, as `device.score`, whose state in the snapshot that this engine was made from could not be read: they
    /// learn again.
    public internal(set) var unreadableScores: [String] = []
    /// How many deadlines may wait at a time, with the devices there are.
    var timerOwners = 0
    /// Names the store that this engine's state is kept in; 0 where there is none.
    var epoch: Int64 = 0

    /// An engine before its first input: the devices that the plan lists, without a value.
    public init(plan: Plan) {
        self.plan = plan
        pass = Pass(plan: plan)
        tables = plan.tables.map { LookupTable($0.content) }
        hasToldTable = plan.tables.map { _ in false }
        timerOwners = plan.groups.count
        renewIdentitySeed()
        for (index, template) in plan.templates.enumerated() {
            for device in template.devices { append(device.name, template: index) }
        }
        gather()
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
        endInstant()
        switch input.kind {
        case .start:
            epoch = input.epoch
            renewIdentitySeed()
            start(wallOffset: input.wallOffset)
        case .passing: break
        case .clock: setClock(wallOffset: input.wallOffset)
        case .admission: admit(input.name, template: input.template)
        case .reading: outputs.reception = receive(input.reading, device: input.device)
        case .override: override(input)
        case .acknowledgement: acknowledge(input)
        case .readBack, .faultAcknowledgement: change(actuatorOf: input)
        case .command: outputs.refusal = command(input)
        case .table: take(table: input)
        }
        regroup()
        endInstant()
        swap(&pass.records, &outputs.records)
    }

    /// When the engine wants to be stepped next even if nothing arrives; nil when it waits for nothing.
    public var nextDeadline: Instant? { pass.timers.first?.due }

    /// The device's index; nil when it is not known.
    public func device(named name: String) -> Int? { indices[name] }

    /// The same, where it is likely to be the one of an index that is known.
    public func device(named name: String, near guess: Int) -> Int? {
        if devices.indices.contains(guess), devices[guess].name == name { return guess }
        return indices[name]
    }

    public var deviceCount: Int { devices.count }

    /// Whether a device may be admitted to the template now.
    public func mayAdmit(template: Int) -> Bool {
        plan.templates[template].isOpen && devices.count < plan.deviceLimit && hasTimers(for: template)
    }

    /// The limit at which there is no room for one more device of the template; nil where there is.
    public func fullLimit(template: Int) -> AdmissionLimit? {
        if devices.count >= plan.deviceLimit { return .devices(plan.deviceLimit) }
        return hasTimers(for: template) ? nil : .timers(plan.timerLimit)
    }

    private mutating func receive(_ reading: borrowing Reading, device: Int) -> Reception {
        let late = pass.counters.readingsOutOfOrder + pass.counters.readingsLate
        let timesNotTrusted = pass.counters.timesNotTrusted
        read(reading, device: device)
        return Reception(
            isLate: pass.counters.readingsOutOfOrder + pass.counters.readingsLate != late,
            isTimeTrusted: pass.counters.timesNotTrusted == timesNotTrusted)
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
        pass.cause = devices[input.device].cause(kind: .edge, pass)
        devices[input.device].override(
            actuator: input.index, value: input.value, forMilliseconds: input.durationMilliseconds, &pass)
        devices[input.device].settle(template, &pass)
        propagate(from: input.device)
    }

    private mutating func change(actuatorOf input: borrowing Input) {
        let template = plan.templates[devices[input.device].template]
        pass.device = input.device
        pass.cause = devices[input.device].cause(kind: .edge, pass)
        if input.kind == .readBack {
            devices[input.device].readBack(input.value, actuator: input.index, &pass)
        } else {
            devices[input.device].acknowledge(faultOf: input.index, template, &pass)
        }
        devices[input.device].settle(template, &pass)
        propagate(from: input.device)
    }

    /// Takes a command from upstream, or says why not.
    private mutating func command(_ input: borrowing Input) -> CommandRefusal? {
        guard let value = input.value else { return nil }
        let wall = pass.wall(pass.now)
        if let refusal = remote.admit(
            id: input.name, priority: input.priority, expires: input.expires, wall: wall, now: pass.now)
        {
            return refusal
        }
        let template = plan.templates[devices[input.device].template]
        pass.device = input.device
        var hash = StableHash(seed: pass.identitySeed)
        hash.combine(input.name)
        pass.cause = devices[input.device].cause(identity: hash.value, kind: .edge, pass)
        devices[input.device].hold(
            Claim(
                origin: .remote(id: input.name), value: value, priority: input.priority, since: pass.now,
                until: pass.now.advanced(by: input.expires.milliseconds - wall.milliseconds)),
            actuator: input.index, &pass)
        devices[input.device].settle(template, &pass)
        propagate(from: input.device)
        return nil
    }

    private mutating func acknowledge(_ input: borrowing Input) {
        let template = plan.templates[devices[input.device].template]
        pass.device = input.device
        pass.cause = devices[input.device].cause(kind: .edge, pass)
        _ = devices[input.device].acknowledge(rule: input.index, template, &pass)
        devices[input.device].settle(template, &pass)
        propagate(from: input.device)
    }

    private mutating func admit(_ name: String, template: Int) {
        guard append(name, template: template) else { return }
        let device = devices.count - 1
        pass.device = device
        pass.cause = devices[device].cause(kind: .standing, pass)
        for (index, rule) in plan.templates[template].rules.enumerated() {
            devices[device].begin(rule: index, rule, &pass)
        }
        for signal in plan.templates[template].signals.indices {
            devices[device].awaitFirst(signal, plan.templates[template], &pass)
        }
        for index in plan.templates[template].schedules.indices {
            devices[device].follow(schedule: index, plan.templates[template], &pass)
        }
        introduce(device)
        judgeStanding(device)
        tellReaders(of: device)
    }

    /// False where the device is known already, or there is no room.
    @discardableResult
    mutating func append(_ name: String, template: Int) -> Bool {
        guard indices[name] == nil, mayAdmit(template: template) || !plan.templates[template].isOpen else {
            return false
        }
        timerOwners += plan.templates[template].timerOwners
        let plan = plan.templates[template]
        let device = devices.count
        indices[name] = device
        devices.append(
            DeviceState(name: name, template: template, plan: plan, now: pass.now, wallOffset: pass.wallOffset))
        look(device)
        link(device)
        enlist(device)
        enrol(device)
        devices[device].deriveAll(plan)
        devices[device].noteFirst(plan, now: pass.now)
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
    /// Readings that were taken out of the order of their own times early, since too many waited.
    public var readingsEarly = 0
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
    /// Beginnings of patterns and events of joins, and whole keys of patterns, that went for want of room: the oldest first.
    public var partialMatchesDropped = 0
    public var keysDropped = 0
    /// Windows that were closed early for want of room: the oldest first.
    public var windowsCut = 0
    /// Samples that left a window of an expression early, because there was no room for more.
    public var windowSamplesDropped = 0
    /// Repeats of rules that were not told, since too many were due at once.
    public var repeatsDropped = 0

    public init() {}

    mutating func count(_ drops: PatternDrops) {
        partialMatchesDropped += Int(drops.partialMatches)
        keysDropped += Int(drops.keys)
    }

    mutating func count(_ rejection: FilterOutcome.Rejection) {
        switch rejection {
        case .notFinite, .outOfRange: valuesOutOfRange += 1
        case .spike, .step: valuesFiltered += 1
        }
    }
}

/// What became of a reading.
public struct Reception: Sendable {
    /// It came too late for the order of readings, and was not taken.
    public internal(set) var isLate = false
    /// False where it has a time of its own that cannot be.
    public internal(set) var isTimeTrusted = true
}

/// What a step says, in order. Reused from step to step.
public struct Outputs: Sendable {
    public var records: [Output] = []
    /// Why the command that was stepped last was not taken; nil where it was.
    public var refusal: CommandRefusal?
    /// Of the reading that was stepped last.
    public internal(set) var reception = Reception()

    public init() {}

    public var isEmpty: Bool { records.isEmpty }

    public mutating func removeAll() {
        records.removeAll(keepingCapacity: true)
    }
}
