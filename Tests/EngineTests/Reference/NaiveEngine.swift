import Engine
import Telemetry

/// The rules of the stream engine once more, as plainly as they can be said: it walks through time millisecond by
/// millisecond, keeps what it saw, and asks every rule in turn. No queue of deadlines, no bits, no programs.
final class NaiveEngine {
    /// What follows from what: see the engine's causes.
    enum Kind {
        case edge, standing, silent
    }

    struct Delivery {
        var device: Int
        var name: String
        var value: Value?
    }

    let random: RandomSketch
    let sketch: PlanSketch
    let rules: [RuleForm]
    var now: Int64 = 0
    var devices: [NaiveDevice] = []
    var wallOffset: Int64 = 0
    var kind = Kind.silent
    /// Devices told each other something new for ever; where the engine cuts such a chain is no part of the reference.
    var isEndless = false
    /// Nil where the plan has none.
    var group: NaiveGroup?
    /// Something has changed that those ask about who wait for the group.
    var isRegrouped = false
    /// Of what was there before the first start nobody knows how long it has been so.
    var hasStarted = false
    /// When the service started last, and when it did so last without a clock that told how long it was away.
    var startedAt = Int64.min
    var doubtedAt = Int64.min
    /// The wall clock that is left behind by what was wanted before the last start; nil where no clock told.
    var countedOffset: Int64?
    private var lines: [String] = []
    /// What the first device's readers have not heard yet.
    var exports: [(name: String, value: Value?)] = []
    var deliveries: [Delivery] = []

    init(_ random: RandomSketch) {
        self.random = random
        sketch = random.sketch
        rules = random.rules
        group = sketch.groups.first.map { NaiveGroup($0.settings, created: NaiveGuard.beforeAll) }
        for name in sketch.devices { append(name) }
    }

    /// What follows from an input, in words.
    func take(_ input: Input) -> [String] {
        lines = []
        serveResumed()
        while now < input.now.milliseconds {
            now += 1
            serveDeadlines()
        }
        endInstant()
        switch input.kind {
        case .start: start(input.wallOffset)
        case .clock: setClock(input.wallOffset)
        case .passing: break
        case .admission: admit(input.name)
        case .reading: if input.device < devices.count { read(input.reading, device: devices[input.device]) }
        case .override: override(input)
        case .acknowledgement: acknowledge(input)
        // No part of the reference.
        case .readBack, .faultAcknowledgement, .command, .table: break
        }
        regroup()
        return lines
    }

    func say(_ text: String) {
        lines.append("\(now + wallOffset) \(text)")
    }

    var wall: Int64 { now + wallOffset }

    /// What was switched may be switched again.
    func endInstant() {
        for device in devices { for index in device.actuators.indices { device.actuators[index].hasSwitched = false } }
    }

    // MARK: Devices

    @discardableResult
    private func append(_ name: String) -> Bool {
        guard devices.count < sketch.deviceLimit, !devices.contains(where: { $0.name == name }) else { return false }
        let device = NaiveDevice(
            name: name, rules: rules.count,
            actuators: sketch.actuators.map {
                NaiveActuator(settings: $0.settings!, now: hasStarted ? now : NaiveGuard.beforeAll)
            },
            windows: sketch.summaries.count)
        device.values = ["often": nil, "up": .flag(false), "night": .flag(false)].compactMapValues { $0 }
        for actuator in sketch.actuators { device.values["\(actuator.name).on"] = .flag(actuator.safe) }
        for rule in rules.indices { device.values["r\(rule).raised"] = .flag(false) }
        devices.append(device)
        for entry in sketch.imports { device.values[entry.name] = devices[0].values[entry.of] }
        return true
    }

    private func admit(_ name: String) {
        guard append(name) else { return }
        let device = devices[devices.count - 1]
        kind = .standing
        for rule in rules.indices { begin(rule, device) }
        var touched: Set<String> = []
        followSchedule(device, &touched)
        stand(device, touched)
    }

    /// Judges by what there is.
    func stand(_ device: NaiveDevice, _ touched: Set<String>) {
        kind = .standing
        let standing = rules.indices.filter { rule in
            signals(behind: rules[rule].names).allSatisfy { !device.retained.contains($0) }
        }
        settle(device, touched: touched, alsoJudged: Set(standing))
        if !device.isAwake { wakeUnmeasured(device) }
        deliver(from: device)
    }

    /// Actuators about which nothing measured decides wait for nothing.
    func wakeUnmeasured(_ device: NaiveDevice) {
        device.isAwake = true
        var contested: Set<Int> = []
        for index in sketch.actuators.indices where !device.actuators[index].isReady {
            let isKnown = claimants(index).allSatisfy { rule in
                guard case .condition(let when, _) = rules[rule].trigger else {
                    guard case .edge(let when) = rules[rule].trigger else { return true }
                    return when.holds { device.values[$0] } != nil
                }
                return when.holds { device.values[$0] } != nil
            }
            if !claimants(index).isEmpty, isKnown, claimants(index).allSatisfy({ asksForNoSignal($0, []) }) {
                device.actuators[index].isReady = true
                contested.insert(index)
            } else {
                device.isAwake = false
            }
        }
        settle(device, touched: [], contested: contested)
    }

    /// Whether neither the rule nor one that it asks for hears of a signal.
    private func asksForNoSignal(_ rule: Int, _ seen: Set<Int>) -> Bool {
        if case .heartbeat = rules[rule].trigger { return false }
        guard signals(behind: rules[rule].allNames).isEmpty else { return false }
        return rules.indices.allSatisfy { other in
            guard rules[rule].allNames.contains("r\(other).raised"), !seen.contains(other) else { return true }
            return asksForNoSignal(other, seen.union([rule]))
        }
    }

    func isNight() -> Bool { ((wall % 60_000) + 60_000) % 60_000 < 300 }

    func followSchedule(_ device: NaiveDevice, _ touched: inout Set<String>) {
        device.knowsClock = true
        guard device.isTrue("night") != isNight() else { return }
        device.values["night"] = .flag(isNight())
        touched.insert("night")
    }

    // MARK: People

    private func override(_ input: Input) {
        let device = devices[input.device]
        kind = .edge
        device.actuators[input.index].override = input.value.map { value in
            Claim(
                origin: .manual, value: value, priority: 8, since: Instant(milliseconds: now),
                until: Instant(milliseconds: now + input.durationMilliseconds))
        }
        settle(device, touched: [], contested: [input.index])
        deliver(from: device)
    }

    private func acknowledge(_ input: Input) {
        let device = devices[input.device]
        kind = .edge
        let rule = input.index
        var touched: Set<String> = []
        var contested = actuators(setBy: rule)
        if device.rules[rule].needsAcknowledgement {
            device.rules[rule].needsAcknowledgement = false
            if !device.rules[rule].hasCause { setCleared(rule, device, &touched, &contested) }
        }
        settle(device, touched: touched, contested: contested)
        deliver(from: device)
    }

    func actuators(setBy rule: Int) -> Set<Int> {
        Set(
            sketch.actuators.indices.filter { index in
                rules[rule].set.contains { $0.actuator == sketch.actuators[index].name }
            })
    }
}
