import Engine
import Telemetry
import TestSupport

/// A random plan: the sketch for the engine, and its rules for the reference.
struct RandomSketch {
    private(set) var sketch: PlanSketch
    private(set) var rules: [RuleForm] = []
    /// By actuator.
    private(set) var interlocks: [Condition?] = []
    private(set) var permissives: [Condition?] = []

    /// - Parameter isLinked: whether devices read values of the first one.
    init(using generator: inout SeededGenerator, isLinked: Bool = true) {
        sketch = PlanSketch(
            signals: [
                .init(name: "a"), .init(name: "b", deadband: 1, stale: 12), .init(name: "c", valid: -5...5, stale: 7),
                .init(name: "f", type: .bool),
            ], derived: [.init(name: "sum", text: "a + b")],
            operators: [
                .init(name: "mean", signal: "a", function: .window(.mean, milliseconds: 10)),
                .init(name: "often", signal: "f", function: .window(.count, milliseconds: 12)),
                .init(name: "share", text: "sum", function: .window(.timeWeightedMean, milliseconds: 9)),
                .init(name: "up", signal: "f", function: .becomes),
            ],
            // The first three tenths of a second of each minute, by the wall clock.
            schedules: [("night", "* * * * *", 300)],
            summaries: [
                .init(
                    name: "fine", every: 10,
                    of: [("a", [.min, .mean, .max, .sum, .last]), ("f", [.count, .last])]),
                .init(name: "coarse", every: 20, of: [("sum", [.mean, .last]), ("c", [.min, .max])]),
            ], devices: ["d0", "d1"], isOpen: true, deviceLimit: 4)
        if isLinked {
            sketch.imports = [("peer", "d0", "a", .number), ("peerRaised", "d0", "r0.raised", .bool)]
        }
        for index in 0..<Int.random(in: 2...6, using: &generator) { addRule(index, using: &generator) }
        for (name, safe, rest) in [("p", false, true), ("q", true, false)] {
            addActuator(name, safe: safe, rest: rest, using: &generator)
        }
        if isLinked, generator.isOne(in: 2) { addGroup(using: &generator) }
    }

    /// Over an actuator of several devices, one of which may come later.
    private mutating func addGroup(using generator: inout SeededGenerator) {
        let devices = generator.pick(["d0", "d1"], ["d1", "d0", "d2"])
        var limit: GroupSettings.Limit?
        if generator.isOne(in: 2) {
            limit = GroupSettings.Limit(
                maximum: 4, reserves: devices.map { _ in generator.pick(0, 2, 3, 4) },
                runUp: generator.pick(nil, 5, 12), onStale: generator.pick(.deny, .ignore))
        }
        let settings = GroupSettings(
            members: devices.count, oneStartPer: generator.pick(0, 6, 15), limit: limit,
            atMost: generator.isOne(in: 4) ? 1 : nil, isExclusive: generator.isOne(in: 4),
            deadTime: generator.pick(0, 0, 8))
        sketch.groups = [
            GroupPlan(
                name: "air", settings: settings, members: devices.map { GroupPlan.Member(device: $0, actuator: "p") },
                measured: limit == nil ? nil : generator.pick("a", "b"), shape: 1)
        ]
    }

    private mutating func addActuator(
        _ name: String, safe: Bool, rest: Bool, using generator: inout SeededGenerator
    ) {
        var settings = GuardSettings(safe: safe, rest: rest)
        if generator.isOne(in: 3) { settings.minOn = generator.pick(3, 10) }
        if generator.isOne(in: 3) { settings.minOff = generator.pick(3, 10) }
        if generator.isOne(in: 5) { settings.maxOn = generator.pick(12, 30) }
        if generator.isOne(in: 5) {
            settings.maxSwitches = Frequency(count: 2, perMilliseconds: generator.pick(10, 40))
        }
        if generator.isOne(in: 5) { settings.startDelay = generator.pick(5, 20) }
        let other = name == "p" ? "q" : "p"
        let interlock: Condition? =
            generator.isOne(in: 4)
            ? generator.pick(.flag("f"), .not(.above("a", 2)), .flag("\(other).on"), .flag("night")) : nil
        let permissive: Condition? =
            generator.isOne(in: 4) ? generator.pick(.flag("f"), .atMost("b", 1), .flag("\(other).on")) : nil
        settings.hasInterlock = interlock != nil
        settings.hasPermissive = permissive != nil
        interlocks.append(interlock)
        permissives.append(permissive)
        sketch.actuators.append(
            .init(
                name: name, safe: safe, rest: rest, settings: settings, interlock: interlock?.text,
                permissive: permissive?.text, safeWhenStale: generator.isOne(in: 5) ? ["c"] : nil))
    }

    private mutating func addRule(_ index: Int, using generator: inout SeededGenerator) {
        var rule = RuleForm(trigger: trigger(index, using: &generator))
        if case .condition = rule.trigger {
            rule.hold = generator.pick(0, 0, 1, 5, 10)
            rule.keep = generator.pick(0, 0, 0, 4)
        }
        if generator.isOne(in: 4) {
            var names = ["f", "night"]
            if index > 0, !rules[index - 1].isInstant { names.append("r\(index - 1).raised") }
            rule.inhibitors = [names[Int.random(in: names.indices, using: &generator)]]
            rule.policy = generator.pick(.restart, .pause, .mute)
        }
        rule.cooldown = generator.isOne(in: 5) ? generator.pick(6, 20) : 0
        rule.limit = generator.isOne(in: 6) ? Frequency(count: 2, perMilliseconds: generator.pick(15, 40)) : nil
        rule.every = generator.isOne(in: 6) && !rule.isInstant ? generator.pick(4, 11) : nil
        rule.isLatching = generator.isOne(in: 6)
        for actuator in ["p", "q"] where generator.isOne(in: 2) {
            rule.set.append((actuator, Bool.random(using: &generator)))
        }
        let needsLease = rule.isInstant && !rule.set.isEmpty && !rule.isLatching
        rule.lease = needsLease || generator.isOne(in: 6) ? generator.pick(3, 15) : nil
        rule.priority = generator.pick(2, 10, 10)
        rules.append(rule)
        sketch.rules.append(rule.sketch(name: "r\(index)"))
    }

    private func trigger(_ index: Int, using generator: inout SeededGenerator) -> RuleForm.Trigger {
        func condition(_ depth: Int) -> Condition { self.condition(depth: depth, earlier: index, using: &generator) }
        // Others ask for the state of the first one, so it has one.
        switch index == 0 ? 0 : Int.random(in: 0..<12, using: &generator) {
        case 0...4:
            let when = condition(2)
            return .condition(when: when, until: generator.isOne(in: 3) ? condition(1) : nil)
        case 5: return .edge(generator.isOne(in: 2) ? .flag("up") : .both(.flag("up"), condition(0)))
        case 6, 7: return .absence(after: condition(1), expect: condition(1), within: generator.pick(5, 12))
        case 8: return .heartbeat(signal: generator.pick("a", "b", "f"), within: generator.pick(9, 25))
        case 9:
            return .pair(
                condition(0), condition(0), isStrict: Bool.random(using: &generator), within: generator.pick(8, 20))
        case 10: return .silence(condition(0), generator.pick(6, 14))
        default: return .unanswered(condition(0), condition(0), generator.pick(6, 14))
        }
    }

    private func condition(depth: Int, earlier: Int, using generator: inout SeededGenerator) -> Condition {
        let kind = Int.random(in: 0..<(depth > 0 ? 9 : 6), using: &generator)
        var names = ["a", "b", "c", "sum", "a", "b", "mean", "often", "share"]
        if !sketch.imports.isEmpty { names.append("peer") }
        let name = names[Int.random(in: names.indices, using: &generator)]
        let limit = generator.pick(-1.0, 0, 1, 2)
        func inner() -> Condition { condition(depth: depth - 1, earlier: earlier, using: &generator) }
        return switch kind {
        case 0, 1: .above(name, limit)
        case 2: .atMost(name, limit)
        case 3: .flag(generator.pick("f", "f", "night", "p.on", sketch.imports.isEmpty ? "f" : "peerRaised"))
        case 4, 5: state(earlier: earlier, using: &generator)
        case 6: .not(inner())
        case 7: .both(inner(), inner())
        default: .either(inner(), inner())
        }
    }

    private func state(earlier: Int, using generator: inout SeededGenerator) -> Condition {
        let lasting = rules.indices.filter { $0 < earlier && !rules[$0].isInstant }
        guard !lasting.isEmpty else { return .flag("f") }
        let raised = Condition.raised("r\(lasting[Int.random(in: lasting.indices, using: &generator)])")
        return generator.isOne(in: 2) ? raised : .not(raised)
    }
}

extension SeededGenerator {
    mutating func isOne(in count: Int) -> Bool { Int.random(in: 0..<count, using: &self) == 0 }
}

extension RandomSketch {
    /// The rules and actuators, a line each.
    var words: [String] {
        zip(sketch.rules, rules).map { rule, form in
            var form = form
            form.set = []
            return
                "\(rule.name): \(form.trigger), for \(form.hold), keep \(form.keep), inhibited by \(form.inhibitors) "
                + "(\(form.policy)), cooldown \(form.cooldown), limit \(form.limit.map { "\($0)" } ?? "-"), every "
                + "\(form.every ?? 0), latch \(form.isLatching), lease \(form.lease ?? 0), set \(rule.set), "
                + "priority \(rule.priority)"
        }
            + sketch.actuators.map { actuator in
                "\(actuator.name): \(actuator.settings.map { "\($0)" } ?? ""), interlock \(actuator.interlock ?? "-"), "
                    + "permissive \(actuator.permissive ?? "-"), safe when stale \(actuator.safeWhenStale ?? [])"
            }
            + sketch.groups.map { "\($0.name): \($0.members.map(\.device)), \($0.measured ?? "-"), \($0.settings)" }
    }
}
