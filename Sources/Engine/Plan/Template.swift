public import Expressions

/// The plan of all devices that one file describes. Immutable and shared; what differs by device is in its state.
///
/// Every variable an expression can name has a slot: signals first, in declared order, then derived values, parameters,
/// the `raised` state of rules and the `on` state of actuators.
public final class Template: Sendable {
    /// The name pattern as written, such as `{device}`; unique among the templates of a plan.
    public let name: String
    public let inputs: [String]
    public let slots: [SlotPlan]
    public let signals: [SignalPlan]
    /// Derived values, operators over expressions, and rules, in an order in which each comes after what it reads.
    public let nodes: [PlanNode]
    /// Functions that remember.
    public let operators: [OperatorPlan]
    /// Values of other devices.
    public let imports: [ImportPlan]
    /// Slots that are true by the clock.
    public let schedules: [SchedulePlan]
    public let rules: [RulePlan]
    public let actuators: [ActuatorPlan]
    public let summaries: [SummaryPlan]
    /// Nil where every input counts at its arrival.
    public let eventTime: EventTimePlan?
    public let scores: [ScorePlan]
    /// Per slot, the nodes to evaluate when it changes, in evaluation order.
    public let dependents: [[Int]]
    /// Per slot, where its values are aggregated.
    public let aggregations: [[SummaryItemIndex]]
    /// Per slot, the actuators that are decided anew when it changes.
    public let contests: [[Int]]
    /// Per signal, the actuators that must be safe without it.
    public let freshness: [[Int]]
    /// Per signal, the operators that take each of its values.
    public let feeds: [[Int]]
    /// Per signal, the nodes of windows over expressions that take a sample with each of its values.
    public let samplers: [[Int]]
    /// Per signal, the nodes of derived values that are added to windows with each of its values.
    public let sampled: [[Int]]
    /// Whether there are any of these.
    let samples: Bool
    /// Per signal, the scores that take each of its values; empty where there are no scores.
    let scoreFeeds: [[ScoreFeed]]
    /// Per input and per signal, the rules whose heartbeat it is.
    public let inputBeats: [[Int]]
    public let signalBeats: [[Int]]
    /// Per actuator, whether it is claimed, and by rules that ask for no signal, neither themselves nor through others.
    public let needsNoSignal: [Bool]
    /// Per slot, whether other devices read it.
    public let isExported: [Bool]
    /// Devices that exist from the start, and what differs for each.
    public let devices: [DevicePlan]
    /// The names of slots that other devices read.
    public let exports: Set<String>
    /// Inputs whose readings are those of other devices.
    public let gatherings: [GatheringPlan]
    /// The names of signals of which others gather each reading, and per signal, whether it is one.
    public let gathered: Set<String>
    public let isGathered: [Bool]
    /// Slots that have a column of a table.
    public let tables: [TableUse]
    /// Whether a device that is not among `devices` may appear.
    public let isOpen: Bool
    /// Parallel to the nodes, the slots and the signals: what every reading needs of them.
    let steps: [NodeStep]
    let slotSteps: [SlotStep]
    let signalSteps: [SignalStep]
    let aggregationSteps: [AggregationStep]
    /// The dependents and contests that lie beyond a set's first word.
    let marked: [Int32]
    /// Whether any rule is a heartbeat.
    let hasBeats: Bool

    public init(
        name: String, inputs: [String], slots: [SlotPlan], signals: [SignalPlan], nodes: [PlanNode],
        operators: [OperatorPlan] = [], imports: [ImportPlan] = [], schedules: [SchedulePlan] = [],
        exports: Set<String> = [], rules: [RulePlan],
        actuators: [ActuatorPlan], summaries: [SummaryPlan], scores: [ScorePlan] = [],
        eventTime: EventTimePlan? = nil, devices: [DevicePlan], isOpen: Bool, gatherings: [GatheringPlan] = [],
        gathered: Set<String> = [], tables: [TableUse] = []
    ) {
        self.name = name
        self.inputs = inputs
        self.slots = slots
        self.signals = signals
        self.nodes = nodes
        self.operators = operators
        self.imports = imports
        self.schedules = schedules
        self.exports = exports
        self.rules = rules
        self.actuators = actuators
        self.summaries = summaries
        self.eventTime = eventTime
        self.scores = scores
        self.devices = devices
        self.isOpen = isOpen
        self.gatherings = gatherings
        self.gathered = gathered
        self.tables = tables
        isGathered = signals.map { gathered.contains($0.name) }
        dependents = Template.index(slots: slots.count, nodes: nodes, rules: rules, operators: operators)
        scoreFeeds = ScoreFeed.index(scores: scores, nodes: nodes, signals: signals.count)
        aggregations = Template.index(slots: slots.count, summaries: summaries)
        isExported = slots.map { exports.contains($0.name) }
        let sources = SlotSources(signals: signals, nodes: nodes, operators: operators, rules: rules, scores: scores)
        needsNoSignal = actuators.map { actuator in
            !actuator.claimants.isEmpty
                && sources.signals(behind: actuator.claimants.map { rules[$0.rule].raisedSlot }).isEmpty
        }
        var inputBeats = [[Int]](repeating: [], count: inputs.count)
        var signalBeats = [[Int]](repeating: [], count: signals.count)
        for (index, rule) in rules.enumerated() {
            guard case .heartbeat(let heartbeat) = rule.trigger else { continue }
            switch heartbeat.source {
            case .input(let input): inputBeats[input].append(index)
            case .signal(let signal): signalBeats[signal].append(index)
            }
        }
        self.inputBeats = inputBeats
        self.signalBeats = signalBeats
        var contests = [[Int]](repeating: [], count: slots.count)
        var freshness = [[Int]](repeating: [], count: signals.count)
        for (index, actuator) in actuators.enumerated() {
            for slot in actuator.slotsRead { contests[slot].append(index) }
            let needed = actuator.safeWhenStale ?? actuator.required + actuator.interlockSignals
            for signal in Set(needed).sorted() { freshness[signal].append(index) }
        }
        self.contests = contests
        self.freshness = freshness
        var feeds = [[Int]](repeating: [], count: signals.count)
        for (index, plan) in operators.enumerated() {
            if case .signal(let signal) = plan.source { feeds[signal].append(index) }
        }
        self.feeds = feeds
        var samplers = [[Int]](repeating: [], count: signals.count)
        var sampled = samplers
        for (node, step) in nodes.enumerated() {
            switch step {
            case .operator(let index) where operators[index].rolling != nil:
                for signal in sources.allSignals(behind: operators[index].slotsRead) { samplers[signal].append(node) }
            case .derived(let derived) where !aggregations[derived.slot].isEmpty:
                for signal in sources.allSignals(behind: [derived.slot]) { sampled[signal].append(node) }
            default: break
            }
        }
        self.samplers = samplers
        self.sampled = sampled
        samples = !samplers.allSatisfy(\.isEmpty) || !sampled.allSatisfy(\.isEmpty)
        hasBeats = !inputBeats.allSatisfy(\.isEmpty) || !signalBeats.allSatisfy(\.isEmpty)
        steps = nodes.map { NodeStep($0, rules: rules) }
        var marked: [Int32] = []
        var slotSteps: [SlotStep] = []
        var targets: [AggregationStep] = []
        for slot in slots.indices {
            let first = targets.count
            for target in aggregations[slot] {
                targets.append(
                    AggregationStep(
                        summary: target.summary, item: target.item,
                        isWeighted: summaries[target.summary].items[target.item].isWeighted))
            }
            slotSteps.append(
                SlotStep(
                    dependents: Marks(dependents[slot], list: &marked), contests: Marks(contests[slot], list: &marked),
                    isExported: isExported[slot], aggregations: first..<targets.count))
        }
        self.slotSteps = slotSteps
        self.marked = marked
        aggregationSteps = targets
        var signalSteps: [SignalStep] = []
        for (signal, plan) in signals.enumerated() {
            let isCollected =
                isGathered[signal] || slotSteps[signal].isAggregated || !feeds[signal].isEmpty || !scoreFeeds.isEmpty
                || samples
            signalSteps.append(SignalStep(plan, isCollected: isCollected))
        }
        self.signalSteps = signalSteps
    }

    /// The same template, of which others read these slots, and gather the readings of these signals.
    public func exporting(_ names: Set<String>, gathered: Set<String> = []) -> Template {
        with(exports: names, gathered: gathered)
    }

    /// The same template under another name.
    public func renamed(_ name: String) -> Template { with(name: name) }

    /// The same template, of which every input counts at its arrival.
    public func withoutEventTime() -> Template { eventTime == nil ? self : with(eventTime: .some(nil)) }

    /// The same template with other parts: the one place that copies it.
    func with(
        name: String? = nil, exports: Set<String>? = nil, gathered: Set<String>? = nil,
        eventTime: EventTimePlan?? = .none, devices: [DevicePlan]? = nil
    ) -> Template {
        Template(
            name: name ?? self.name, inputs: inputs, slots: slots, signals: signals, nodes: nodes,
            operators: operators, imports: imports, schedules: schedules, exports: exports ?? self.exports,
            rules: rules, actuators: actuators, summaries: summaries, scores: scores,
            eventTime: eventTime ?? self.eventTime, devices: devices ?? self.devices, isOpen: isOpen,
            gatherings: gatherings, gathered: gathered ?? self.gathered, tables: tables)
    }

    private static func index(
        slots: Int, nodes: [PlanNode], rules: [RulePlan], operators: [OperatorPlan]
    ) -> [[Int]] {
        var result = [[Int]](repeating: [], count: slots)
        for (index, node) in nodes.enumerated() {
            let read: [Int] =
                switch node {
                case .derived(let derived): derived.program.slotsRead
                case .operator(let index): operators[index].slotsRead
                case .rule(let rule): rules[rule].slotsRead
                // Told by each measured value, also by one that changes no slot.
                case .score: []
                }
            for slot in read { result[slot].append(index) }
        }
        return result
    }

    private static func index(slots: Int, summaries: [SummaryPlan]) -> [[SummaryItemIndex]] {
        var result = [[SummaryItemIndex]](repeating: [], count: slots)
        for (summary, plan) in summaries.enumerated() {
            for (item, of) in plan.items.enumerated() {
                result[of.slot].append(SummaryItemIndex(summary: summary, item: item))
            }
        }
        return result
    }
}

/// A variable's name, what it stands for, and the value it starts with (signals and derived values start without one).
public struct SlotPlan: Sendable {
    public enum Kind: Sendable {
        case signal, derived, parameter, raised, on
        /// The device's name.
        case device
        /// What an operator gives, or what is told of a signal.
        case memory
        /// True for one evaluation only.
        case pulse
        /// The value of another device.
        case imported
        /// A value of a member; it has one only while an aggregate over the members is computed.
        case member
        /// A column of a table.
        case table
        /// True by the clock.
        case scheduled
        /// A value of an earlier event of a pattern; it has one only while the pattern's conditions are evaluated.
        case captured

        /// Whether a snapshot keeps the value; the others follow from the plan or from other state.
        var isKept: Bool { self == .signal || self == .derived || self == .memory || self == .scheduled }

        /// Whether people are shown the value beside the device.
        var isReported: Bool { self == .signal || self == .derived || self == .scheduled }
    }

    public var name: String
    public var kind: Kind
    public var initial: Expressions.Value

    public init(name: String, kind: Kind, initial: Expressions.Value) {
        self.name = name
        self.kind = kind
        self.initial = initial
    }
}

/// A device known before it speaks, with the parameters that differ from the template's.
public struct DevicePlan: Sendable {
    public var name: String
    public var parameters: [(slot: Int, value: Expressions.Value)]

    public init(name: String, parameters: [(slot: Int, value: Expressions.Value)]) {
        self.name = name
        self.parameters = parameters
    }
}

/// A slot that is true by the clock.
public struct SchedulePlan: Sendable {
    public var slot: Int
    public var schedule: Schedule

    public init(slot: Int, schedule: Schedule) {
        self.slot = slot
        self.schedule = schedule
    }
}

/// A value of another device that this one's expressions read.
public struct ImportPlan: Sendable {
    /// The other device.
    public var device: String
    /// The name of its slot.
    public var name: String
    /// The slot for it here.
    public var slot: Int

    public init(device: String, name: String, slot: Int) {
        self.device = device
        self.name = name
        self.slot = slot
    }
}

/// One step of an evaluation pass.
public enum PlanNode: Sendable {
    case derived(DerivedPlan)
    /// The index of an operator whose source is an expression.
    case `operator`(Int)
    /// The index of a rule.
    case rule(Int)
    /// The index of a score.
    case score(Int)
}

/// A value computed from others whenever one of them changes.
public struct DerivedPlan: Sendable {
    public var slot: Int
    public var program: Program

    public init(slot: Int, program: Program) {
        self.slot = slot
        self.program = program
    }
}

public struct SummaryItemIndex: Sendable {
    public var summary: Int
    public var item: Int
}

extension Template {
    /// All slots that the values of some are made of, these included.
    public func slots(behind slots: [Int]) -> Set<Int> {
        SlotSources(signals: signals, nodes: nodes, operators: operators, rules: rules, scores: scores)
            .all(behind: slots)
    }
}
