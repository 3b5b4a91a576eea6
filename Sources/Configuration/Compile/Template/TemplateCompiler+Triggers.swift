internal import Documents
internal import Engine
internal import Expressions

extension TemplateCompiler {
    /// What raises a rule; nil after errors were reported.
    func compileTrigger(_ rule: Named<RuleSection>, _ written: WrittenRule) -> TriggerPlan? {
        if rule.value.after != nil { return compileAbsence(rule, written) }
        if rule.value.heartbeat != nil { return compileHeartbeat(rule) }
        if rule.value.pattern != nil { return compilePattern(rule, written) }
        if rule.value.join != nil { return compileJoin(rule, written) }
        return compileCondition(rule, written)
    }

    private func compileCondition(_ rule: Named<RuleSection>, _ written: WrittenRule) -> TriggerPlan? {
        let when = written.when.flatMap { compile($0, expected: .bool) }
        let until = written.until.flatMap { compile($0, expected: .bool) }
        guard let when else { return nil }
        if !changes(when) {
            diagnostics.warning(
                "the rule '\(rule.name)' depends on nothing that changes", mend: "name a signal in 'when'",
                at: rule.mark)
        }
        let isInstant = instants.contains(rule.name) || written.isInstant(among: instants)
        if isInstant { checkInstant(rule) }
        if let written = written.when { checkEdges(rule, written.expression) }
        return .condition(
            ConditionPlan(
                when: when, until: until, forMilliseconds: rule.value.forMilliseconds,
                keepMilliseconds: rule.value.keepMilliseconds, isInstant: isInstant))
    }

    /// Whether something that a condition reads is not the same for ever.
    func changes(_ program: Program) -> Bool {
        program.slotsRead.contains {
            switch table.slots[$0].kind {
            case .parameter, .device: false
            default: true
            }
        }
    }

    private func compileAbsence(_ rule: Named<RuleSection>, _ written: WrittenRule) -> TriggerPlan? {
        let after = written.after.flatMap { compile($0, expected: .bool) }
        let expect = written.expect.flatMap { compile($0, expected: .bool) }
        guard let after, let expect, let within = rule.value.within else { return nil }
        return .absence(AbsencePlan(after: after, expect: expect, withinMilliseconds: within))
    }

    private func compileHeartbeat(_ rule: Named<RuleSection>) -> TriggerPlan? {
        guard let name = rule.value.heartbeat, let within = rule.value.within else { return nil }
        if let input = section.inputs.firstIndex(where: { $0.name == name }) {
            return .heartbeat(HeartbeatPlan(source: .input(input), withinMilliseconds: within))
        }
        if let signal = signals.firstIndex(where: { $0.name == name }) {
            return .heartbeat(HeartbeatPlan(source: .signal(signal), withinMilliseconds: within))
        }
        let names = section.inputs.map(\.name) + signals.map(\.name)
        let mend = NearestName.nearest(to: name, among: names).map { "write '\($0)'" }
        diagnostics.error(
            "there is no input or signal '\(name)'", mend: mend ?? "name an input or a signal",
            at: rule.value.heartbeatMark)
        return nil
    }

    private func compilePattern(_ rule: Named<RuleSection>, _ written: WrittenRule) -> TriggerPlan? {
        if rule.value.lease == nil, !rule.value.settings.isEmpty, rule.value.latch == nil {
            diagnostics.error(
                "a pattern is an instant: nothing says how long its setting lasts", mend: "write 'lease: 15m'",
                at: rule.value.settingsMark)
        }
        checkNames(written.pattern)
        var captures = captures(written.pattern)
        let told = capturesTold(rule.value, written.pattern)
        for capture in told where !captures.contains(where: { $0.variable == capture.variable }) {
            captures.append(capture)
        }
        let conditions = compile(written.pattern.conditions, &captures)
        capturesTold[rule.name] = Dictionary(captures.map { ($0.variable, $0.target) }) { first, _ in first }
        let key = written.key.flatMap { compile($0, expected: nil) }
        guard !conditions.contains(where: { $0 == nil }), written.key == nil || key != nil else { return nil }
        var settings = PatternSettings(steps: written.steps)
        if let times = rule.value.times {
            var whole = PatternStep(.group(written.steps))
            whole.times = .init(minimum: times.minimum, maximum: times.maximum)
            settings.steps = [whole]
        }
        settings.withinMilliseconds = rule.value.within
        settings.skip = skip(rule, written.pattern)
        settings.maximumPartialMatches = limits.partialMatches
        let programs = conditions.compactMap(\.self)
        settings.capturing = programs.indices.filter { index in
            programs[index].slotsRead.contains { table.slots[$0].kind == .captured }
        }
        do throws(PatternError) {
            _ = try KeyedPatternMatcher(settings)
        } catch {
            report(error, rule)
            return nil
        }
        return .pattern(
            PatternPlan(
                settings: settings, conditions: programs,
                captures: captures.map { PatternPlan.Capture(name: $0.name, slot: $0.slot, target: $0.target) },
                isCapturedTold: !told.isEmpty, key: key, maximumKeys: limits.keys))
    }

    /// Captured values have slots of their own, and names that only the pattern's conditions see.
    private func compile(_ conditions: [Written?], _ captures: inout [PatternCapture]) -> [Program?] {
        for index in captures.indices {
            let type = table.environment.type(of: captures[index].value) ?? .dyn
            captures[index].target = table.add(captures[index].variable, type, kind: .captured)
        }
        defer { for capture in captures { table.remove(capture.variable) } }
        return conditions.map { condition in condition.flatMap { compile($0, expected: .bool) } }
    }

    private func skip(_ rule: Named<RuleSection>, _ pattern: PatternWriter) -> PatternSettings.Skip {
        guard let section = rule.value.skip else { return .pastLast }
        switch section.word {
        case .none?: return .none
        case .toNext?: return .toNext
        case .pastLast?: return .pastLast
        case nil: break
        }
        let name = section.toFirst ?? section.toLast ?? ""
        guard let number = pattern.names.firstIndex(of: name) else {
            let names = pattern.names.compactMap(\.self)
            let mend = NearestName.nearest(to: name, among: names).map { "write '\($0)'" }
            diagnostics.error(
                "no step of the pattern is called '\(name)'", mend: mend ?? "write 'as: \(name)' at a step",
                at: rule.mark)
            return .pastLast
        }
        return section.toFirst != nil ? .toFirst(name: number) : .toLast(name: number)
    }

    private func report(_ error: PatternError, _ rule: Named<RuleSection>) {
        let (message, mend) =
            switch error {
            case .empty: ("every step of the pattern may be left out", "make one of them necessary")
            case .endNeedsWithin: ("the 'not' at the end has no end itself", "write 'within: 1m'")
            case .beginsWithNot:
                (
                    "a pattern cannot begin with a 'not' without a time",
                    "write 'for: 10s' beside it, or a step before it"
                )
            case .meaningless:
                ("a 'not' cannot be optional, repeated, or a part of 'either' without 'for'", "remove that")
            case .outOfRange: ("a duration or a number of times is out of range", "write a smaller one")
            case .tooLarge: ("the pattern has too many ways", "make a step of it necessary, or split the rule")
            }
        diagnostics.error(message, mend: mend, at: rule.value.patternMark)
    }
}
