internal import Decoding
internal import Documents
internal import Engine
internal import Expressions
internal import Telemetry

/// Turns one device file into a template of the plan and its bindings. Reports all mistakes; the result is of use only
/// where there were none.
///
/// In two steps, since expressions may speak of other devices: first every file says which names it has (`init`), then
/// each is compiled (`compile`).
final class TemplateCompiler {
    private(set) var section: DeviceSection
    let naming: DeviceNaming
    let diagnostics: Diagnostics
    let limits: LimitsConfiguration
    let expressions: ExpressionCompiler
    var table = NameTable()
    var signals: [SignalDraft] = []
    var signalTypes: [String: ValueType] = [:]
    var operators: [OperatorPlan] = []
    var imports: [ImportPlan] = []
    private(set) var derived: [Written?]
    private(set) var rules: [WrittenRule]
    var actuatorSlots: [Int?] = []
    /// The names of rules that are raised for an instant and never cleared.
    var instants: Set<String> = []
    private(set) var interlocks: [Written?]
    private(set) var permissives: [Written?]
    let site: Site
    /// Inputs whose readings are those of members.
    var gatherings: [Gathering] = []
    /// Units of what members give, by the name here.
    var gatheredUnits: [String: String] = [:]
    /// The lookup tables that expressions may ask, where their columns are, and the slots for these.
    var tables: [KnownTable] = []
    var tablePlans: TableReader?
    var tableUses: [TableUse] = []
    var alarmGroups = AlarmGroups([])
    /// By rule, the slots of the values of earlier events that its message may name.
    var capturesTold: [String: [String: Int]] = [:]
    /// What somebody asks of actuators: the slots by the actuator's index, and their names.
    var actuatorStates: [Int: ActuatorPlan.States] = [:]
    var actuatorStateNames: Set<String> = []
    /// The types of conditions that all devices of the file share.
    private(set) var sharedContexts: [String: ValueType] = [:]
    /// Units of signals, by name; kept for those that gather them.
    private(set) var units: [String: String] = [:]
    /// What the file asks of its waveforms.
    var waveforms = WaveformNames([])
    var scoreWords: [String: ScoreWords] = [:]
    private(set) var scores: [ScorePlan] = []
    /// Files beside this one; set before it is compiled.
    var companions: CompanionFiles?
    private(set) var unused: [UnusedName] = []
    /// Whether its readings are taken in the order of their own times; kept for those that gather them.
    let isByEventTime: Bool
    /// What is known of names before anything is measured.
    lazy var constants = makeConstants()

    /// Nil where the file does not say what it describes.
    ///
    /// - Parameter members: the devices that this one may gather, for a file that gathers any.
    init?(
        _ section: DeviceSection, limits: LimitsConfiguration, site: Site, members: MemberFinder? = nil,
        diagnostics: Diagnostics
    ) {
        guard let naming = DeviceNaming(section, members: members, limits: limits, diagnostics) else { return nil }
        self.site = site
        self.section = section
        isByEventTime = section.inputs.contains { $0.value.time?.eventTime != nil }
        self.naming = naming
        self.limits = limits
        self.diagnostics = diagnostics
        let expressions = ExpressionCompiler(diagnostics: diagnostics)
        self.expressions = expressions
        derived = section.derive.map { expressions.parse($0.value) }
        rules = section.rules.map { WrittenRule($0.value, expressions) }
        interlocks = section.actuators.map { $0.value.interlock.flatMap(expressions.parse) }
        permissives = section.actuators.map { $0.value.permissive.flatMap(expressions.parse) }
        for context in section.context where !isOwn(context.value) {
            sharedContexts[context.name] = context.value.type.valueType
        }
        if let members { findMembers(members) }
        declare()
        for (name, unit) in signals.compactMap({ signal in signal.plan.unit.map { (signal.name, $0) } }) {
            units[name] = unit
        }
    }

    func compile() -> (template: Template, binding: TemplateBinding, lines: [LineUse])? {
        guard let pattern = section.device else { return nil }
        let derivedPlans = compileDerived()
        scores = compileScores(derived: derivedPlans)
        let rulePlans = compileRules(derived: derivedPlans)
        let summaries = compileSummaries()
        let actuators = compileActuators(rules: rulePlans, derived: derivedPlans)
        let binder = Binder(
            section: section, naming: naming, limits: limits, types: signalTypes, signals: signals.map(\.name),
            waveforms: waveforms, diagnostics: diagnostics)
        var binding = binder.bind()
        // Heartbeats count inputs as the file does, also where one of them could not be bound.
        var inputNames = section.inputs.map(\.name)
        for context in section.context where isOwn(context.value) {
            guard let signal = signals.firstIndex(where: { $0.name == context.name }) else { continue }
            let device: String? = if case .fixed(let name) = naming.pattern { name } else { nil }
            if let input = contextInput(context, device: device, signal: signal) {
                binding.inputs.append(input)
                inputNames.append(input.name)
            }
        }
        warnOfDelays(actuators)
        warnOfFeedback()
        unused = findUnused(rules: rulePlans, derived: derivedPlans, summaries: summaries, actuators: actuators)
        let order = EvaluationOrder.sort(
            derived: derivedPlans, operators: operators, rules: rulePlans, scores: scores, signals: signals,
            section, diagnostics)
        guard let order else { return nil }
        let template = Template(
            name: pattern, inputs: inputNames, slots: table.slots, signals: signals.map(\.plan),
            nodes: order, operators: operators, imports: imports, rules: rulePlans, actuators: actuators,
            summaries: summaries, scores: scores, eventTime: compileEventTime(inputs: inputNames),
            devices: naming.devices.map { device in
                DevicePlan(name: device, parameters: parameters(of: device) + labels(of: device))
            }, isOpen: naming.isOpen, gatherings: gatheringPlans, tables: tableUses)
        refuseMemberTimes(template)
        return (template, binding, binder.lineUses())
    }

    /// Once compiled, only its names are still asked for: what it was made of is let go of, since a plant may have a
    /// thousand files.
    func forget() {
        section = section.forOthers
        rules = []
        (derived, interlocks, permissives) = ([], [], [])
        (signals, operators, imports, scores) = ([], [], [], [])
        waveforms = WaveformNames([])
        constants = ConstantFolder(FieldFunctions.environment)
        table.forgetClaims()
    }

    /// Once all are compiled, nobody asks for a name any more.
    func forgetNames() {
        table = NameTable()
        signalTypes = [:]
    }

    /// Labels, and parameters that are the same for all devices.
    private func makeConstants() -> ConstantFolder {
        var environment = FieldFunctions.environment
        for label in section.labels where !varies(label.name) {
            environment.declare(label.name, constant: .string(label.value))
        }
        for parameter in section.parameters
        where !section.overrides.contains(where: { $0.value.parameters.contains { $0.name == parameter.name } }) {
            environment.declare(parameter.name, constant: parameter.value.expressionValue)
        }
        return ConstantFolder(environment)
    }

    // MARK: Names

    private func declare() {
        _ = table.claim("device", "it", at: section.deviceMark, diagnostics)
        declareConstantLabels()
        // First the signals: a signal's slot has its index.
        findWaveformValues()
        declareSignals()
        declareOwnContexts()
        declareScoreWords()
        table.add("device", .string, kind: .device)
        declareVaryingLabels()
        declareParameters()
        declareSharedContexts()
        declareRules()
        actuatorSlots = declareActuators()
        for derive in section.derive {
            _ = table.claim(derive.name, "the derived value", at: derive.mark, diagnostics)
        }
    }

    private func declareParameters() {
        for parameter in section.parameters
        where table.claim(parameter.name, "the parameter", at: parameter.mark, diagnostics) {
            table.add(
                parameter.name, parameter.value.type, kind: .parameter, initial: parameter.value.expressionValue)
        }
    }

    private func parameters(of device: String) -> [(slot: Int, value: Expressions.Value)] {
        guard let override = section.overrides.first(where: { $0.name == device }) else { return [] }
        return override.value.parameters.compactMap { parameter in
            guard let declared = section.parameters.first(where: { $0.name == parameter.name }),
                let slot = table.slot(of: parameter.name)
            else {
                let names = section.parameters.map(\.name)
                let mend = NearestName.nearest(to: parameter.name, among: names).map { "write '\($0)'" }
                diagnostics.error(
                    "there is no parameter '\(parameter.name)' to override",
                    mend: mend ?? "declare it under 'parameters'", at: parameter.mark)
                return nil
            }
            guard parameter.fits(declared.value, diagnostics) else { return nil }
            return (slot, parameter.value.expressionValue)
        }
    }

    // MARK: What others see

    /// The names that expressions of other devices may use.
    var exportedNames: [String] {
        table.slots.filter { $0.kind.isExportable }.map(\.name) + section.derive.map(\.name)
            + sharedContexts.keys.sorted()
    }

    /// The type under which others see a name; nil where there is none.
    func exportedType(of name: String) -> ValueType? {
        // A derived value's type is known only when it is compiled.
        if section.derive.contains(where: { $0.name == name }) { return .dyn }
        guard let slot = table.slot(of: name),
            table.slots[slot].kind.isExportable || actuatorStateNames.contains(name)
        else { return nil }
        return table.environment.type(of: name)
    }

    /// The name of the slot behind a name that others see.
    func slotName(of name: String) -> String? {
        section.derive.contains { $0.name == name } ? name : table.slot(of: name).map { table.slots[$0].name }
    }

    // MARK: Derived values

    private func compileDerived() -> [DerivedPlan] {
        var plans: [Int: DerivedPlan] = [:]
        // Each is declared with the type it turns out to have, so those that use others come later.
        guard let order = DerivedOrder.sort(section.derive, derived, diagnostics) else { return [] }
        for index in order {
            let derive = section.derive[index]
            guard let written = derived[index], let program = compile(written, expected: nil) else {
                table.add(derive.name, .dyn, kind: .derived)
                continue
            }
            switch program.type {
            case .bool, .double, .int, .string, .dyn: break
            case let other:
                diagnostics.error(
                    "a derived value is a number, a boolean or text, not \(other)", at: derive.mark)
            }
            checkDerivedPulse(derive, program)
            review(written, Consequences())
            plans[index] = DerivedPlan(slot: table.add(derive.name, program.type, kind: .derived), program: program)
        }
        return section.derive.indices.compactMap { plans[$0] }
    }

    /// Every expression of the file that could be read.
    var allWritten: [Written] {
        (derived + interlocks + permissives).compactMap(\.self) + rules.flatMap { $0.conditions + $0.others }
    }

    /// Compiles an expression of the file: calls that remember and names of other devices become slots first.
    func compile(_ written: Written, expected: ValueType?) -> Program? {
        guard let expression = resolve(written) else { return nil }
        return expressions.compile(expression, written.text, environment: table.environment, expected: expected)
    }
}

extension SlotPlan.Kind {
    /// Whether other devices may read it.
    fileprivate var isExportable: Bool {
        switch self {
        case .signal, .derived, .parameter, .raised, .on: true
        case .scheduled, .device, .memory, .pulse, .imported, .captured, .member, .table: false
        }
    }
}
