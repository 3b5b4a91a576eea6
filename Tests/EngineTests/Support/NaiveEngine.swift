import Engine
import Telemetry

/// The rules of the stream engine once more, as plainly as they can be said: it walks through time millisecond by
/// millisecond, keeps every value of an open window, and asks every rule in turn. No queue, no bits, no programs.
struct NaiveEngine {
    struct Window {
        var start: Int64
        var end: Int64
        var values: [String: [Value]] = [:]
    }

    struct RuleState {
        enum Phase: Equatable {
            case idle, raised, spent
            case pending(since: Int64)
        }

        var phase = Phase.idle
        var raisedAt: Int64 = 0
    }

    struct Loser: Hashable {
        var rule: Int
        var raisedAt: Int64
    }

    struct Denial: Equatable {
        var reason: String
        var wanted: Bool
        var winner: Int?
    }

    struct Device {
        let name: String
        var values: [String: Value] = [:]
        /// When a signal was last seen; forgotten when it turned stale.
        var seen: [String: Int64] = [:]
        /// Signals whose value is a retained one.
        var retained: Set<String> = []
        var latest: [Int: Int64] = [:]
        var rules: [RuleState]
        var isReady: [Bool]
        var commanded: [Bool]
        /// Per actuator, the claims that are known to have lost, and the denial that was told last.
        var losers: [Set<Loser>]
        var denials: [Denial?]
        var windows: [Window?]
    }

    let sketch: PlanSketch
    let rules: [RandomSketch.Rule]
    private(set) var now: Int64 = 0
    private(set) var devices: [Device] = []
    private var wallOffset: Int64 = 0
    private var lines: [String] = []

    init(_ random: RandomSketch) {
        sketch = random.sketch
        rules = random.rules
        for name in sketch.devices { admit(name) }
    }

    /// What follows from an input, in words.
    mutating func take(_ input: Input) -> [String] {
        lines = []
        while now < input.now.milliseconds {
            now += 1
            serveDeadlines()
        }
        switch input.kind {
        case .start: start(input.wallOffset)
        case .clock: setClock(input.wallOffset)
        case .passing: break
        case .admission: if devices.count < sketch.deviceLimit { admit(input.name) }
        case .reading: if input.device < devices.count { read(input.reading, device: input.device) }
        case .override, .acknowledgement: break
        }
        return lines
    }

    private mutating func admit(_ name: String) {
        guard !devices.contains(where: { $0.name == name }) else { return }
        devices.append(
            Device(
                name: name, rules: sketch.rules.map { _ in RuleState() }, isReady: sketch.actuators.map { _ in false },
                commanded: sketch.actuators.map(\.safe), losers: sketch.actuators.map { _ in [] },
                denials: sketch.actuators.map { _ in nil }, windows: sketch.summaries.map { _ in nil }))
    }

    private mutating func say(_ text: String) {
        lines.append("\(now + wallOffset) \(text)")
    }

    // MARK: Time

    private mutating func serveDeadlines() {
        for signal in sketch.signals {
            guard let stale = signal.stale else { continue }
            for device in devices.indices where devices[device].seen[signal.name].map({ $0 + stale == now }) ?? false {
                devices[device].seen[signal.name] = nil
                devices[device].values[signal.name] = nil
                settle(device, touched: [signal.name], isEdge: true)
            }
        }
        for rule in rules.indices {
            for device in devices.indices {
                guard case .pending(let since) = devices[device].rules[rule].phase,
                    now == since + sketch.rules[rule].hold
                else { continue }
                let contested = setRaised(true, rule, device)
                settle(device, touched: ["r\(rule).raised"], isEdge: true, contested: contested)
            }
        }
        for summary in sketch.summaries.indices {
            for device in devices.indices where devices[device].windows[summary]?.end == now + wallOffset {
                close(summary, device)
            }
        }
    }

    private mutating func start(_ wallOffset: Int64) {
        setClock(wallOffset)
        let fleeting = sketch.signals.filter { $0.stale != nil }.map(\.name)
        for device in devices.indices {
            for name in fleeting {
                devices[device].seen[name] = nil
                devices[device].values[name] = nil
            }
            devices[device].commanded = sketch.actuators.map(\.safe)
            devices[device].isReady = sketch.actuators.map { _ in false }
            devices[device].denials = sketch.actuators.map { _ in nil }
            settle(device, touched: Set(fleeting), isEdge: false)
        }
    }

    private mutating func setClock(_ wallOffset: Int64) {
        // No clock was ever set to a time before 2020.
        let isKnown = { now + $0 >= 1_577_836_800_000 }
        let isFirst = !isKnown(self.wallOffset) && isKnown(wallOffset)
        let (before, after) = (now + self.wallOffset, now + wallOffset)
        self.wallOffset = wallOffset
        for device in devices.indices {
            devices[device].latest = devices[device].latest.filter { -60_000...7 * 86_400_000 ~= after - $0.value }
            for summary in sketch.summaries.indices {
                guard let window = devices[device].windows[summary] else { continue }
                if isFirst {
                    let size = window.end - window.start
                    let elapsed = before - window.start
                    let start = after - ((after % size) + size) % size
                    precondition(0..<size ~= elapsed)
                    devices[device].windows[summary]?.start = start
                    devices[device].windows[summary]?.end = start + size
                    continue
                }
                if !(window.start..<window.end).contains(now + wallOffset) { close(summary, device) }
            }
        }
    }

    // MARK: Readings

    private mutating func read(_ reading: Reading, device: Int) {
        if let time = reading.time?.milliseconds {
            let age = now + wallOffset - time
            if age <= 7 * 86_400_000, age >= -60_000 {
                if let latest = devices[device].latest[reading.input], time < latest { return }
                devices[device].latest[reading.input] = time
            }
        }
        var touched: Set<String> = []
        for entry in reading.values where note(entry, device, isRetained: reading.isRetained) {
            touched.insert(sketch.signals[entry.signal].name)
        }
        var contested: Set<Int> = []
        if !reading.isRetained {
            for actuator in sketch.actuators.indices where !devices[device].isReady[actuator] {
                let isHeard = needed(actuator).allSatisfy {
                    devices[device].values[$0] != nil && !devices[device].retained.contains($0)
                }
                guard isHeard else { continue }
                devices[device].isReady[actuator] = true
                contested.insert(actuator)
            }
        }
        settle(device, touched: touched, isEdge: !reading.isRetained, contested: contested)
    }

    /// Whether rules are to hear of it.
    private mutating func note(_ entry: Reading.Entry, _ device: Int, isRetained: Bool) -> Bool {
        let signal = sketch.signals[entry.signal]
        guard let value = entry.value else {
            devices[device].values[signal.name] = nil
            return true
        }
        if case .number(let number) = value, let valid = signal.valid, !valid.contains(number) { return false }
        if signal.stale != nil { devices[device].seen[signal.name] = now }
        if !isRetained { aggregate(signal.name, value, device) }
        let isFirstMeasured = !isRetained && devices[device].retained.contains(signal.name)
        if case .number(let number) = value, case .number(let used)? = devices[device].values[signal.name],
            abs(number - used) < signal.deadband, !isFirstMeasured
        {
            return false
        }
        if isRetained {
            devices[device].retained.insert(signal.name)
        } else {
            devices[device].retained.remove(signal.name)
        }
        devices[device].values[signal.name] = value
        return true
    }

    private func needed(_ actuator: Int) -> Set<String> {
        var names: Set<String> = []
        for (rule, plan) in sketch.rules.enumerated() where claim(plan, actuator) != nil {
            names.formUnion(rules[rule].when.names.union(rules[rule].until?.names ?? []))
        }
        if names.contains("sum") { names.formUnion(["a", "b"]) }
        return names.intersection(sketch.signals.map(\.name))
    }

    // MARK: What follows

    private mutating func settle(
        _ device: Int, touched: Set<String>, isEdge: Bool, contested: Set<Int> = []
    ) {
        var touched = touched
        var contested = contested
        if !touched.isDisjoint(with: ["a", "b"]) {
            touched.insert("sum")
            devices[device].values["sum"] = nil
            if case .number(let a)? = devices[device].values["a"], case .number(let b)? = devices[device].values["b"] {
                devices[device].values["sum"] = .number(a + b)
                if isEdge { aggregate("sum", .number(a + b), device) }
            }
        }
        for index in rules.indices where isEdge {
            let rule = rules[index]
            guard !touched.isDisjoint(with: rule.when.names.union(rule.until?.names ?? [])) else { continue }
            guard let isRaised = judge(index, device) else { continue }
            contested.formUnion(setRaised(isRaised, index, device))
            touched.insert("r\(index).raised")
        }
        // Deciding again what has not changed says nothing.
        for actuator in sketch.actuators.indices { decide(actuator, device) }
    }

    /// True when the rule is raised now, false when it is cleared now, nil when neither.
    private mutating func judge(_ index: Int, _ device: Int) -> Bool? {
        let known = values(device)
        let when = rules[index].when.holds(known)
        switch devices[device].rules[index].phase {
        case .idle where when == true:
            if sketch.rules[index].hold == 0 { return true }
            devices[device].rules[index].phase = .pending(since: now)
        case .pending where when == false, .spent where when == false: devices[device].rules[index].phase = .idle
        case .raised:
            let ends = rules[index].until.map { $0.holds(known) == true } ?? (when == false)
            if ends { return false }
        default: break
        }
        return nil
    }

    private func values(_ device: Int) -> (String) -> Value? {
        var known = devices[device].values
        for (index, rule) in devices[device].rules.enumerated() {
            known["r\(index).raised"] = .flag(rule.phase == .raised)
        }
        return { known[$0] }
    }

    /// - Returns: the actuators that the rule sets.
    private mutating func setRaised(_ isRaised: Bool, _ index: Int, _ device: Int) -> Set<Int> {
        let known = values(device)
        if isRaised {
            devices[device].rules[index].phase = .raised
            devices[device].rules[index].raisedAt = now
        } else {
            devices[device].rules[index].phase = rules[index].when.holds(known) == true ? .spent : .idle
        }
        let names = rules[index].when.names.union(rules[index].until?.names ?? [])
        let reported = (sketch.signals.map(\.name) + ["sum"]).filter(names.contains)
        let signals = reported.compactMap { name in devices[device].values[name].map { " \(name)=\($0)" } }.joined()
        say("\(devices[device].name).r\(index) \(isRaised ? "raised" : "cleared")\(signals)")
        return Set(sketch.actuators.indices.filter { claim(sketch.rules[index], $0) != nil })
    }

    private func claim(_ rule: PlanSketch.Rule, _ actuator: Int) -> Bool? {
        rule.set.first { $0.actuator == sketch.actuators[actuator].name }?.value
    }

    private mutating func decide(_ actuator: Int, _ device: Int) {
        let plan = sketch.actuators[actuator]
        let claims = rules.indices.compactMap { index in
            devices[device].rules[index].phase == .raised
                ? claim(sketch.rules[index], actuator).map { (rule: index, value: $0) } : nil
        }
        let best = claims.map { sketch.rules[$0.rule].priority }.min()
        var strongest = claims.filter { sketch.rules[$0.rule].priority == best }
        if strongest.contains(where: { $0.value == plan.safe }) { strongest.removeAll { $0.value != plan.safe } }
        let newest = strongest.map { devices[device].rules[$0.rule].raisedAt }.max()
        let winner = strongest.first { devices[device].rules[$0.rule].raisedAt == newest }
        let title = "\(devices[device].name).\(plan.name)"
        var losers: Set<Loser> = []
        for loser in claims where winner.map({ $0.value != loser.value }) ?? false {
            let entry = Loser(rule: loser.rule, raisedAt: devices[device].rules[loser.rule].raisedAt)
            losers.insert(entry)
            if !devices[device].losers[actuator].contains(entry) {
                say("\(title) suppressed: priority, r\(winner?.rule ?? -1) won")
            }
        }
        devices[device].losers[actuator] = losers
        let wanted = winner?.value ?? plan.rest
        var trip: String?
        if !devices[device].isReady[actuator] {
            trip = "not_ready"
        } else if let winner, needed(by: winner.rule).contains(where: { devices[device].values[$0] == nil }) {
            trip = "stale"
        }
        let value = trip == nil ? wanted : plan.safe
        let denial = trip.flatMap {
            value == wanted ? nil : Denial(reason: $0, wanted: wanted, winner: winner?.rule)
        }
        if let denial, denial != devices[device].denials[actuator], let winner {
            say("\(title) suppressed: \(denial.reason), r\(winner.rule) won")
        }
        devices[device].denials[actuator] = denial
        guard value != devices[device].commanded[actuator] else { return }
        devices[device].commanded[actuator] = value
        let origin = denial == nil ? winner.map { " by r\($0.rule)" } : nil
        say("\(title) = \(value)" + (origin ?? " at rest"))
    }

    /// The signals that a rule needs.
    private func needed(by rule: Int) -> Set<String> {
        var names = rules[rule].when.names.union(rules[rule].until?.names ?? [])
        if names.contains("sum") { names.formUnion(["a", "b"]) }
        return names.intersection(sketch.signals.map(\.name))
    }

    // MARK: Windows

    private mutating func aggregate(_ name: String, _ value: Value, _ device: Int) {
        for (index, summary) in sketch.summaries.enumerated() where summary.of.contains(where: { $0.name == name }) {
            var start = now + wallOffset
            while start % summary.every != 0 { start -= 1 }
            devices[device].windows[index] =
                devices[device].windows[index] ?? Window(start: start, end: start + summary.every)
            devices[device].windows[index]?.values[name, default: []].append(value)
        }
    }

    private mutating func close(_ index: Int, _ device: Int) {
        guard let window = devices[device].windows[index] else { return }
        devices[device].windows[index] = nil
        let summary = sketch.summaries[index]
        let signals = summary.of.compactMap { item -> String? in
            guard let values = window.values[item.name] else { return nil }
            let aggregates = item.aggregates.filter { $0 != .count }.compactMap { aggregate in
                result(aggregate, values).map { "\(aggregate.rawValue) \($0), " }
            }.joined()
            return " \(item.name)(\(aggregates)count \(values.count))"
        }
        guard !signals.isEmpty else { return }
        say("\(devices[device].name).\(summary.name) [\(window.start), \(window.end))\(signals.joined())")
    }

    private func result(_ aggregate: Aggregate, _ values: [Value]) -> Value? {
        if aggregate == .last { return values.last }
        let numbers = values.compactMap { value in if case .number(let number) = value { number } else { nil } }
        guard let least = numbers.min(), let greatest = numbers.max() else { return nil }
        let sum = numbers.reduce(0, +)
        return switch aggregate {
        case .min: .number(least)
        case .max: .number(greatest)
        case .sum: .number(sum)
        default: .number(sum / Double(numbers.count))
        }
    }
}
