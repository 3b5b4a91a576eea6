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
        var keep: Int64 = 0
        var form = Form.condition
        var modifiers = RulePlan.Modifiers()
        /// Names of booleans, in place of the modifiers' slots.
        var inhibitors: [String] = []
    }

    /// What raises a rule, where it is not `when`.
    enum Form {
        case condition
        /// `when` asks for an edge.
        case edge
        case absence(after: String, expect: String, within: Int64)
        case heartbeat(signal: String, within: Int64)
        case pattern(PatternSettings, conditions: [String])

        var isInstant: Bool {
            switch self {
            case .edge, .pattern: true
            case .condition, .absence, .heartbeat: false
            }
        }
    }

    /// A function that remembers, over a signal or an expression.
    struct Operator {
        var name: String
        var signal: String?
        var text: String?
        var function: OperatorPlan.Function
        var maximumSamples = OperatorPlan.defaultMaximumSamples
    }

    struct Actuator {
        var name: String
        var safe: Bool
        var rest: Bool
        /// Without those that follow from the others.
        var settings: GuardSettings?
        var interlock: String?
        var permissive: String?
        var safeWhenStale: [String]?
        /// The boolean signal that tells what it does, and how soon it has to; nil: nothing is checked.
        var confirm: (signal: String, within: Int64)?
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
    var operators: [Operator] = []
    /// By name, the values of other devices: a device and one of its names.
    var imports: [(name: String, device: String, of: String, type: Kind)] = []
    /// By name, cron's starts and how long each lasts in milliseconds.
    var schedules: [(name: String, cron: String, milliseconds: Int64)] = []
    var parameters: [(name: String, value: Double)] = []
    var overrides: [(device: String, parameter: String, value: Double)] = []
    /// Each after those whose `raised` it reads.
    var rules: [Rule] = []
    var actuators: [Actuator] = []
    var summaries: [Summary] = []
    var groups: [GroupPlan] = []
    var devices = ["d"]
    var isOpen = false
    var deviceLimit = 512
    /// By input; empty where none is taken in the order of its own times.
    var eventTime: [EventTimeSettings?] = []
    var maximumHeld = 4096

    func plan() throws(CompileError) -> Plan {
        Plan(gateway: gateway, templates: [try template()], deviceLimit: deviceLimit, groups: groups)
    }

    func template() throws(CompileError) -> Template {
        var names = Names()
        for signal in signals { names.add(signal.name, signal.type.valueType, .signal) }
        for parameter in parameters { names.add(parameter.name, .double, .parameter, .double(parameter.value)) }
        for rule in rules {
            let isPulse = rule.form.isInstant && !rule.modifiers.isLatching
            names.add("\(rule.name).raised", .bool, isPulse ? .pulse : .raised, .bool(false))
        }
        for actuator in actuators { names.add("\(actuator.name).on", .bool, .on, .bool(actuator.safe)) }
        for actuator in actuators where actuator.confirm != nil {
            names.add("\(actuator.name).fault", .bool, .on, .bool(false))
        }
        for entry in imports { names.add(entry.name, entry.type.valueType, .imported) }
        for schedule in schedules { names.add(schedule.name, .bool, .scheduled, .bool(false)) }
        var derivedPlans: [DerivedPlan] = []
        for entry in derived {
            let program = try Program.compile(entry.text, in: names.environment, options: .dialect)
            derivedPlans.append(DerivedPlan(slot: names.add(entry.name, program.type, .derived), program: program))
        }
        var operatorPlans: [OperatorPlan] = []
        for entry in operators { operatorPlans.append(try plan(entry, &names)) }
        let sources = Sources(signals: signals.count, derived: derivedPlans, operators: operatorPlans)
        var rulePlans: [RulePlan] = []
        for rule in rules { rulePlans.append(try plan(rule, names, sources)) }
        var actuatorPlans: [ActuatorPlan] = []
        for index in actuators.indices { actuatorPlans.append(try plan(actuator: index, rulePlans, sources, names)) }
        return Template(
            name: name, inputs: inputs, slots: names.slots, signals: signals.map(plan),
            nodes: derivedPlans.map { .derived($0) }
                + operatorPlans.indices.filter { operators[$0].text != nil }.map { .operator($0) }
                + rulePlans.indices.map { .rule($0) },
            operators: operatorPlans,
            imports: imports.map { ImportPlan(device: $0.device, name: $0.of, slot: names.slot($0.name)) },
            schedules: schedules.map {
                SchedulePlan(slot: names.slot($0.name), schedule: PlanSketch.schedule($0.cron, $0.milliseconds))
            },
            exports: Set(imports.map(\.of)), rules: rulePlans, actuators: actuatorPlans,
            summaries: summaries.map { plan($0, names) },
            eventTime: eventTime.isEmpty ? nil : EventTimePlan(inputs: eventTime, maximumHeld: maximumHeld),
            devices: devices.map { plan(device: $0, names) },
            isOpen: isOpen)
    }

    private func plan(_ signal: Signal) -> SignalPlan {
        SignalPlan(
            name: signal.name, valid: signal.valid, deadband: signal.deadband, staleMilliseconds: signal.stale)
    }

    private func plan(_ entry: Operator, _ names: inout Names) throws(CompileError) -> OperatorPlan {
        let isPulse = entry.function == .becomes
        var source = OperatorPlan.Source.signal(entry.signal.map { names.slot($0) } ?? 0)
        if let text = entry.text {
            source = .program(try Program.compile(text, in: names.environment, options: .dialect))
        }
        let slot =
            isPulse
            ? names.add(entry.name, .bool, .pulse, .bool(false)) : names.add(entry.name, .double, .memory)
        return OperatorPlan(
            name: entry.name, source: source, function: entry.function, slot: slot,
            maximumSamples: entry.maximumSamples)
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

    private static func schedule(_ cron: String, _ milliseconds: Int64) -> Schedule {
        do {
            return try Schedule(cron: cron, forMilliseconds: milliseconds, zone: "UTC")
        } catch {
            preconditionFailure("the sketch has a wrong schedule: \(error)")
        }
    }

    func shape(_ text: String) -> UInt64 {
        var hash = StableHash()
        hash.combine(text)
        return hash.value
    }
}
