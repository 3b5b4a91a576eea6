import Engine
import Expressions
import Telemetry

/// A device file in a few words: expressions as text, names instead of indices.
struct PlanSketch {
    enum Kind {
        case number, bool, text, any
    }

    struct Signal {
        var name: String
        var type = Kind.number
        var valid: ClosedRange<Double>?
        var deadband = 0.0
        var stale: Int64?
    }

    struct Derived {
        var name: String
        var text: String
    }

    struct Rule {
        var name: String
        var when: String
        var until: String?
        var hold: Int64 = 0
        var message: [MessageSegment] = []
        /// In the order of the file.
        var set: [(actuator: String, value: Bool)] = []
        var priority = 10
    }

    struct Actuator {
        var name: String
        var safe: Bool
        var rest: Bool
    }

    struct Summary {
        var name: String
        var every: Int64
        var of: [(name: String, aggregates: [Aggregate])]
    }

    var name = "kind"
    var gateway = "gateway"
    var inputs = ["first", "second"]
    var signals: [Signal] = []
    var derived: [Derived] = []
    var parameters: [(name: String, value: Double)] = []
    var overrides: [(device: String, parameter: String, value: Double)] = []
    /// Each after those whose `raised` it reads.
    var rules: [Rule] = []
    var actuators: [Actuator] = []
    var summaries: [Summary] = []
    var devices = ["d"]
    var isOpen = false
    var deviceLimit = 512
    /// By input; empty where none is taken in the order of its own times.
    var eventTime: [EventTimeSettings?] = []
    var maximumHeld = 4096

    func plan() throws(CompileError) -> Plan {
        Plan(gateway: gateway, templates: [try template()], deviceLimit: deviceLimit)
    }

    func template() throws(CompileError) -> Template {
        var names = Names()
        for signal in signals { names.add(signal.name, signal.type.valueType, .signal) }
        for parameter in parameters { names.add(parameter.name, .double, .parameter, .double(parameter.value)) }
        for rule in rules { names.add("\(rule.name).raised", .bool, .raised, .bool(false)) }
        for actuator in actuators { names.add("\(actuator.name).on", .bool, .on, .bool(actuator.safe)) }
        var derivedPlans: [DerivedPlan] = []
        for entry in derived {
            let program = try Program.compile(entry.text, in: names.environment, options: .dialect)
            derivedPlans.append(DerivedPlan(slot: names.add(entry.name, program.type, .derived), program: program))
        }
        var rulePlans: [RulePlan] = []
        for rule in rules { rulePlans.append(try plan(rule, names)) }
        return Template(
            name: name, inputs: inputs, slots: names.slots, signals: signals.map(plan),
            nodes: derivedPlans.map { .derived($0) } + rulePlans.indices.map { .rule($0) }, rules: rulePlans,
            actuators: actuators.enumerated().map { plan($1, index: $0, rulePlans, derivedPlans, names) },
            summaries: summaries.map { plan($0, names) },
            eventTime: eventTime.isEmpty ? nil : EventTimePlan(inputs: eventTime, maximumHeld: maximumHeld),
            devices: devices.map { plan(device: $0, names) },
            isOpen: isOpen)
    }

    private func plan(_ signal: Signal) -> SignalPlan {
        SignalPlan(
            name: signal.name, valid: signal.valid, deadband: signal.deadband, staleMilliseconds: signal.stale)
    }

    private func plan(_ rule: Rule, _ names: Names) throws(CompileError) -> RulePlan {
        let when = try Program.compile(rule.when, in: names.environment, options: .dialect, expecting: .bool)
        var until: Program?
        if let text = rule.until {
            until = try Program.compile(text, in: names.environment, options: .dialect, expecting: .bool)
        }
        let read = Set(when.slotsRead + (until?.slotsRead ?? [])).sorted()
        return RulePlan(
            name: rule.name,
            trigger: .condition(ConditionPlan(when: when, until: until, forMilliseconds: rule.hold)),
            severity: .warning,
            message: rule.message,
            settings: rule.set.map { setting in
                RulePlan.Setting(
                    actuator: actuators.firstIndex { $0.name == setting.actuator } ?? 0, value: setting.value)
            }, priority: rule.priority, raisedSlot: names.slot("\(rule.name).raised"),
            reported: read.filter { names.slots[$0].kind == .signal || names.slots[$0].kind == .derived },
            required: needed(read, names),
            shape: shape("\(rule.when)|\(rule.until ?? "")|\(rule.hold)|\(rule.set)|\(rule.priority)"))
    }

    private func plan(
        _ actuator: Actuator, index: Int, _ rules: [RulePlan], _ derived: [DerivedPlan], _ names: Names
    ) -> ActuatorPlan {
        let claimants = rules.enumerated().flatMap { position, rule in
            rule.settings.filter { $0.actuator == index }.map {
                ActuatorPlan.Claimant(rule: position, value: $0.value)
            }
        }
        var read = claimants.flatMap { rules[$0.rule].slotsRead }
        for plan in derived where read.contains(plan.slot) { read += plan.program.slotsRead }
        return ActuatorPlan(
            name: actuator.name, settings: GuardSettings(safe: actuator.safe, rest: actuator.rest),
            onSlot: names.slot("\(actuator.name).on"),
            claimants: claimants, required: Set(read).filter { $0 < signals.count }.sorted())
    }

    /// The signals behind slots.
    private func needed(_ slots: [Int], _ names: Names) -> [Int] {
        var read = Set(slots)
        for entry in derived where read.contains(names.slot(entry.name)) {
            if let program = try? Program.compile(entry.text, in: names.environment, options: .dialect) {
                read.formUnion(program.slotsRead)
            }
        }
        return read.filter { $0 < signals.count }.sorted()
    }

    private func plan(_ summary: Summary, _ names: Names) -> SummaryPlan {
        SummaryPlan(
            name: summary.name, window: WindowSettings(.tumbling(size: summary.every)),
            items: summary.of.map {
                SummaryPlan.Item(slot: names.slot($0.name), name: $0.name, aggregates: $0.aggregates)
            }, shape: shape("\(summary.every)|\(summary.of)"))
    }

    private func plan(device: String, _ names: Names) -> DevicePlan {
        DevicePlan(
            name: device,
            parameters: overrides.filter { $0.device == device }.map { (names.slot($0.parameter), .double($0.value)) })
    }

    private func shape(_ text: String) -> UInt64 {
        var hash = StableHash()
        hash.combine(text)
        return hash.value
    }
}

private struct Names {
    private(set) var slots: [SlotPlan] = []
    private(set) var environment = Environment()

    @discardableResult
    mutating func add(
        _ name: String, _ type: ValueType, _ kind: SlotPlan.Kind, _ initial: Expressions.Value = .error(.noValue)
    ) -> Int {
        environment.declare(name, type, slot: slots.count)
        slots.append(SlotPlan(name: name, kind: kind, initial: initial))
        return slots.count - 1
    }

    func slot(_ name: String) -> Int {
        guard let slot = slots.firstIndex(where: { $0.name == name }) else {
            preconditionFailure("the sketch has no '\(name)'")
        }
        return slot
    }
}

extension PlanSketch.Kind {
    fileprivate var valueType: ValueType {
        switch self {
        case .number: .double
        case .bool: .bool
        case .text: .string
        case .any: .dyn
        }
    }
}
