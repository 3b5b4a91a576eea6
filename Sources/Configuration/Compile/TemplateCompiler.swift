internal import Decoding
internal import Documents
internal import Engine
internal import Expressions
internal import Telemetry

/// Turns one device file into a template of the plan and its bindings. Reports all mistakes; the result is of use only
/// where there were none.
struct TemplateCompiler {
    let section: DeviceSection
    let diagnostics: Diagnostics
    let limits: LimitsConfiguration
    private let expressions: ExpressionCompiler
    private var table = NameTable()
    private var signals: [SignalPlan] = []
    private var signalTypes: [String: ValueType] = [:]

    init(_ section: DeviceSection, limits: LimitsConfiguration, diagnostics: Diagnostics) {
        self.section = section
        self.limits = limits
        self.diagnostics = diagnostics
        expressions = ExpressionCompiler(diagnostics: diagnostics)
    }

    mutating func compile() -> (template: Template, binding: TemplateBinding, lines: [LineUse])? {
        guard let pattern = section.device, let naming = DeviceNaming(section, diagnostics) else { return nil }
        // Messages speak of these by name.
        _ = table.claim("device", "it", at: section.deviceMark, diagnostics)
        for label in section.labels { _ = table.claim(label.name, "the label", at: label.mark, diagnostics) }
        let derived = parseDerived()
        let rules = parseRules()
        declareSignals(derived: derived, rules: rules)
        declareParameters()
        for rule in section.rules where table.claim(rule.name, "the rule", at: rule.mark, diagnostics) {
            table.add("\(rule.name).raised", .bool, kind: .raised, initial: .bool(false))
        }
        let actuatorSlots = declareActuators()
        let derivedPlans = compileDerived(derived)
        let rulePlans = compileRules(rules)
        let summaries = compileSummaries()
        let actuators = compileActuators(slots: actuatorSlots, rules: rulePlans, derived: derivedPlans)
        let binder = Binder(
            section: section, naming: naming, limits: limits, types: signalTypes, signals: signals.map(\.name),
            diagnostics: diagnostics)
        let binding = binder.bind()
        warnOfUnused(rules: rulePlans, derived: derivedPlans, summaries: summaries)
        guard let order = EvaluationOrder.sort(derived: derivedPlans, rules: rulePlans, section, diagnostics) else {
            return nil
        }
        let template = Template(
            name: pattern, inputs: section.inputs.map(\.name), slots: table.slots, signals: signals, nodes: order,
            rules: rulePlans, actuators: actuators, summaries: summaries,
            devices: naming.devices.map { device in
                DevicePlan(name: device, parameters: parameters(of: device))
            }, isOpen: naming.isOpen)
        return (template, binding, binder.lineUses())
    }

    // MARK: Names

    private typealias ParsedRule = (when: Expression?, until: Expression?)

    private func parseDerived() -> [Expression?] {
        section.derive.map { expressions.parse($0.value) }
    }

    private func parseRules() -> [ParsedRule] {
        section.rules.map { ($0.value.when.flatMap(expressions.parse), $0.value.until.flatMap(expressions.parse)) }
    }

    private mutating func declareSignals(derived: [Expression?], rules: [ParsedRule]) {
        var names: [(name: String, mark: Mark)] = []
        for input in section.inputs {
            for signal in input.value.signals { names.append((signal.name, signal.mark)) }
            if let signal = input.value.signal { names.append((signal, input.value.signalMark)) }
        }
        let settings = Dictionary(section.signals.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        signalTypes = inferTypes(names.map(\.name), derived: derived, rules: rules)
        for (name, mark) in names where table.claim(name, "the signal", at: mark, diagnostics) {
            let setting = settings[name]?.value
            table.add(name, signalTypes[name] ?? .dyn, kind: .signal)
            let valid = setting?.valid.flatMap { $0.count == 2 && $0[0] <= $0[1] ? $0[0]...$0[1] : nil }
            signals.append(
                SignalPlan(
                    name: name, unit: setting?.unit, valid: valid, deadband: setting?.deadband ?? 0,
                    staleMilliseconds: setting?.stale))
        }
        checkTypes()
        for setting in section.signals where !names.contains(where: { $0.name == setting.name }) {
            let mend = NearestName.nearest(to: setting.name, among: names.map(\.name)).map { "write '\($0)'" }
            diagnostics.error(
                "no input gives the signal '\(setting.name)'", mend: mend ?? "remove it", at: setting.mark)
        }
    }

    /// A type that the input cannot give would keep every message, or every rule, from working.
    private func checkTypes() {
        for input in section.inputs {
            checkText(input)
            guard let signal = input.value.signal, let given = givenType(input.value),
                let setting = section.signals.first(where: { $0.name == signal })
            else { continue }
            let stated = setting.value.type?.valueType ?? (setting.value.isNumeric ? .double : nil)
            guard let stated, stated != given else { continue }
            diagnostics.error(
                "the input '\(input.name)' gives \(given == .bool ? "true and false" : given == .double ? "numbers" : "text")",
                mend: "remove what says otherwise", at: setting.mark)
        }
    }

    /// A text may also say true or false; it is never read as a number.
    private func checkText(_ input: Named<InputSection>) {
        guard input.value.mqtt != nil, input.value.format == .text, let signal = input.value.signal,
            signalTypes[signal] == .double || signalTypes[signal] == .int
        else { return }
        diagnostics.error(
            "the input '\(input.name)' gives text, but '\(signal)' is used as a number",
            mend: "write 'decode: number' if the payload is one", at: input.value.formatMark)
    }

    /// The type that an input of a single value gives whatever the file says; nil where it depends.
    private func givenType(_ input: InputSection) -> ValueType? {
        if input.gpio != nil { return .bool }
        return input.format == .number ? .double : nil
    }

    private func inferTypes(_ names: [String], derived: [Expression?], rules: [ParsedRule]) -> [String: ValueType] {
        var known: [String: ValueType] = [:]
        for parameter in section.parameters { known[parameter.name] = parameter.value.type }
        for input in section.inputs {
            guard let signal = input.value.signal else { continue }
            known[signal] = givenType(input.value)
        }
        for actuator in section.actuators {
            known["\(actuator.name).on"] = .bool
            if let state = actuator.value.mqtt?.state { known[state] = .bool }
        }
        for rule in section.rules { known["\(rule.name).raised"] = .bool }
        for setting in section.signals {
            if let type = setting.value.type { known[setting.name] = type.valueType }
            if setting.value.type == nil, setting.value.isNumeric { known[setting.name] = .double }
        }
        for summary in section.summaries {
            for item in summary.value.items where item.value.contains(where: \.isNumeric) {
                known[item.name] = known[item.name] ?? .double
            }
        }
        var types = SignalTypes(known: known)
        var count = -1
        while types.types.count != count {
            count = types.types.count
            for (index, expression) in derived.enumerated() {
                guard let expression else { continue }
                types.learn(from: expression, expected: types.types[section.derive[index].name])
            }
            for rule in rules {
                if let when = rule.when { types.learn(from: when, expected: .bool) }
                if let until = rule.until { types.learn(from: until, expected: .bool) }
            }
        }
        return types.types.filter { names.contains($0.key) }
    }

    private mutating func declareParameters() {
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
                let slot = table.indices[parameter.name]
            else {
                let names = section.parameters.map(\.name)
                let mend = NearestName.nearest(to: parameter.name, among: names).map { "write '\($0)'" }
                diagnostics.error(
                    "there is no parameter '\(parameter.name)' to override",
                    mend: mend ?? "declare it under 'parameters'", at: parameter.mark)
                return nil
            }
            guard declared.value.type == parameter.value.type else {
                diagnostics.error(
                    "the parameter '\(parameter.name)' is \(declared.value.words), here it is \(parameter.value.words)",
                    mend: "write \(declared.value.words)", at: parameter.mark)
                return nil
            }
            return (slot, parameter.value.expressionValue)
        }
    }

    /// The slot of each actuator's `on`; nil where a feedback signal tells it.
    private mutating func declareActuators() -> [Int?] {
        section.actuators.map { actuator in
            guard table.claim(actuator.name, "the actuator", at: actuator.mark, diagnostics) else { return nil }
            let name = "\(actuator.name).on"
            if let mqtt = actuator.value.mqtt, let state = mqtt.state {
                if let slot = table.indices[state] {
                    table.alias(name, .bool, slot: slot)
                    return nil
                }
                let mend = NearestName.nearest(to: state, among: signals.map(\.name)).map { "write '\($0)'" }
                diagnostics.error(
                    "there is no signal '\(state)'", mend: mend ?? "name a signal of an input", at: mqtt.stateMark)
            }
            return table.add(name, .bool, kind: .on, initial: .bool(actuator.value.safe ?? false))
        }
    }

    // MARK: Expressions

    private mutating func compileDerived(_ parsed: [Expression?]) -> [DerivedPlan] {
        var plans: [Int: DerivedPlan] = [:]
        for derive in section.derive {
            _ = table.claim(derive.name, "the derived value", at: derive.mark, diagnostics)
        }
        // Each is declared with the type it turns out to have, so those that use others come later.
        guard let order = DerivedOrder.sort(section.derive, parsed, diagnostics) else { return [] }
        for index in order {
            let derive = section.derive[index]
            guard let expression = parsed[index],
                let program = expressions.compile(
                    expression, derive.value, environment: table.environment, expected: nil)
            else {
                table.add(derive.name, .dyn, kind: .derived)
                continue
            }
            switch program.type {
            case .bool, .double, .int, .string, .dyn: break
            case let other:
                diagnostics.error(
                    "a derived value is a number, a boolean or text, not \(other)", at: derive.mark)
            }
            plans[index] = DerivedPlan(slot: table.add(derive.name, program.type, kind: .derived), program: program)
        }
        return section.derive.indices.compactMap { plans[$0] }
    }

    private func compileRules(_ parsed: [ParsedRule]) -> [RulePlan] {
        section.rules.enumerated().compactMap { index, rule in
            let when = parsed[index].when.flatMap { expression in
                rule.value.when.flatMap {
                    expressions.compile(expression, $0, environment: table.environment, expected: .bool)
                }
            }
            let until = parsed[index].until.flatMap { expression in
                rule.value.until.flatMap {
                    expressions.compile(expression, $0, environment: table.environment, expected: .bool)
                }
            }
            let message = compileMessage(rule.value)
            let settings = compileSettings(rule.value)
            guard let when, let raised = table.indices["\(rule.name).raised"] else { return nil }
            let read = Set(when.slotsRead + (until?.slotsRead ?? [])).sorted()
            if when.slotsRead.isEmpty {
                diagnostics.warning(
                    "the rule '\(rule.name)' depends on nothing that changes", mend: "name a signal in 'when'",
                    at: rule.mark)
            }
            return RulePlan(
                name: rule.name, when: when, until: until, forMilliseconds: rule.value.forMilliseconds,
                severity: rule.value.severity, message: message, settings: settings, priority: rule.value.priority,
                raisedSlot: raised,
                reported: read.filter { table.slots[$0].kind == .signal || table.slots[$0].kind == .derived },
                shape: Shape.hash(rule.value.node))
        }
    }

    private func compileMessage(_ rule: RuleSection) -> [MessageSegment] {
        guard let message = rule.message else { return [] }
        let names = table.names.filter { !$0.contains(".") }
        do throws(ValueProblem) {
            return try MessageTemplate(message, names: ["device"] + section.labels.map(\.name) + names) { name in
                if name == "device" { return .device }
                if let label = section.labels.first(where: { $0.name == name }) { return .text(label.value) }
                return table.indices[name].map { .slot($0) }
            }.segments
        } catch {
            diagnostics.error(error.message, mend: error.mend, at: rule.messageMark)
            return []
        }
    }

    private func compileSettings(_ rule: RuleSection) -> [RulePlan.Setting] {
        rule.settings.compactMap { setting in
            if let index = section.actuators.firstIndex(where: { $0.name == setting.name }) {
                return RulePlan.Setting(actuator: index, value: setting.value)
            }
            let mend = NearestName.nearest(to: setting.name, among: section.actuators.map(\.name))
            diagnostics.error(
                "there is no actuator '\(setting.name)'",
                mend: mend.map { "write '\($0)'" } ?? "declare it under 'actuators'", at: setting.mark)
            return nil
        }
    }

    private func compileSummaries() -> [SummaryPlan] {
        section.summaries.compactMap { summary in
            let items = summary.value.items.compactMap { item -> SummaryPlan.Item? in
                guard let slot = table.indices[item.name],
                    table.slots[slot].kind == .signal || table.slots[slot].kind == .derived
                else {
                    let mend = NearestName.nearest(to: item.name, among: table.names.filter { !$0.contains(".") })
                    diagnostics.error(
                        "there is no signal or derived value '\(item.name)'", mend: mend.map { "write '\($0)'" },
                        at: item.mark)
                    return nil
                }
                let type = table.environment.type(of: item.name) ?? .dyn
                if type == .bool || type == .string, item.value.contains(where: \.isNumeric) {
                    diagnostics.error(
                        "'\(item.name)' is no number", mend: "write [count] or [last]", at: item.mark)
                }
                return SummaryPlan.Item(slot: slot, name: item.name, aggregates: item.value)
            }
            guard let every = summary.value.every else { return nil }
            return SummaryPlan(
                name: summary.name, everyMilliseconds: every, items: items, shape: Shape.hash(summary.value.node))
        }
    }

    private func compileActuators(
        slots: [Int?], rules: [RulePlan], derived: [DerivedPlan]
    ) -> [ActuatorPlan] {
        section.actuators.enumerated().map { index, actuator in
            let claimants = rules.enumerated().flatMap { rule, plan in
                plan.settings.filter { $0.actuator == index }.map {
                    ActuatorPlan.Claimant(rule: rule, value: $0.value)
                }
            }
            warnOfTies(claimants, actuator: actuator.name, rules: rules)
            let safe = actuator.value.safe ?? false
            return ActuatorPlan(
                name: actuator.name, safe: safe, rest: actuator.value.rest ?? safe, onSlot: slots[index],
                claimants: claimants, required: signalsNeeded(by: claimants.map { rules[$0.rule] }, derived: derived))
        }
    }

    /// The signals that rules read, themselves or through derived values.
    private func signalsNeeded(by rules: [RulePlan], derived: [DerivedPlan]) -> [Int] {
        var open = rules.flatMap(\.slotsRead)
        var seen: Set<Int> = []
        while let slot = open.popLast() {
            guard seen.insert(slot).inserted, let plan = derived.first(where: { $0.slot == slot }) else { continue }
            open.append(contentsOf: plan.program.slotsRead)
        }
        return seen.filter { table.slots[$0].kind == .signal }.sorted()
    }

    // MARK: Warnings

    private func warnOfTies(_ claimants: [ActuatorPlan.Claimant], actuator: String, rules: [RulePlan]) {
        for (position, first) in claimants.enumerated() {
            for second in claimants[(position + 1)...]
            where first.value != second.value && rules[first.rule].priority == rules[second.rule].priority {
                let name = rules[second.rule].name
                guard let mark = section.rules.first(where: { $0.name == name })?.mark else { continue }
                diagnostics.warning(
                    "'\(rules[first.rule].name)' and '\(name)' set '\(actuator)' differently at one priority",
                    mend: "write 'priority:' in one of them; until then the safe value wins", at: mark)
            }
        }
    }

    private func warnOfUnused(rules: [RulePlan], derived: [DerivedPlan], summaries: [SummaryPlan]) {
        // Where something is wrong, what is unused may be used in what could not be read.
        guard !diagnostics.hasErrors else { return }
        var used = Set(rules.flatMap(\.slotsRead)).union(derived.flatMap(\.program.slotsRead))
        used.formUnion(summaries.flatMap { $0.items.map(\.slot) })
        for rule in rules {
            for case .slot(let slot) in rule.message { used.insert(slot) }
        }
        for actuator in section.actuators {
            if let slot = actuator.value.mqtt?.state.flatMap({ table.indices[$0] }) { used.insert(slot) }
        }
        for input in section.inputs {
            var signals = input.value.signals.map { (name: $0.name, mark: $0.mark) }
            if let signal = input.value.signal { signals.append((signal, input.value.signalMark)) }
            for signal in signals {
                guard let slot = table.indices[signal.name], !used.contains(slot) else { continue }
                diagnostics.warning(
                    "nothing uses the signal '\(signal.name)'", mend: "use it in a rule or a summary, or remove it",
                    at: signal.mark)
            }
        }
    }
}
