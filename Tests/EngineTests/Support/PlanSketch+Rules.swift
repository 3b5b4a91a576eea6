import Engine
import Expressions
import Telemetry

extension PlanSketch {
    func plan(_ rule: Rule, _ names: Names, _ sources: Sources) throws(CompileError) -> RulePlan {
        let trigger = try trigger(rule, names)
        let read = Set(trigger.programs.flatMap(\.slotsRead)).sorted()
        var modifiers = rule.modifiers
        modifiers.inhibitors = rule.inhibitors.map { names.slot($0) }
        return RulePlan(
            name: rule.name, trigger: trigger, modifiers: modifiers, severity: .warning, message: rule.message,
            settings: rule.set.map { setting in
                RulePlan.Setting(
                    actuator: actuators.firstIndex { $0.name == setting.actuator } ?? 0, value: setting.value)
            }, priority: rule.priority, raisedSlot: names.slot("\(rule.name).raised"),
            reported: read.filter { names.slots[$0].kind == .signal || names.slots[$0].kind == .derived },
            required: sources.signals(behind: read),
            shape: shape(
                "\(rule.when)|\(rule.until ?? "")|\(rule.hold)|\(rule.keep)|\(rule.form)|\(rule.set)|\(rule.priority)"
                    + "|\(rule.inhibitors)|\(rule.modifiers)"))
    }

    private func trigger(_ rule: Rule, _ names: Names) throws(CompileError) -> TriggerPlan {
        func program(_ text: String) throws(CompileError) -> Program {
            try Program.compile(text, in: names.environment, options: .dialect, expecting: .bool)
        }
        switch rule.form {
        case .condition, .edge:
            var until: Program?
            if let text = rule.until { until = try program(text) }
            return .condition(
                ConditionPlan(
                    when: try program(rule.when), until: until, forMilliseconds: rule.hold, keepMilliseconds: rule.keep,
                    isInstant: rule.form.isInstant))
        case .absence(let after, let expect, let within):
            return .absence(
                AbsencePlan(after: try program(after), expect: try program(expect), withinMilliseconds: within))
        case .heartbeat(let signal, let within):
            return .heartbeat(HeartbeatPlan(source: .signal(names.slot(signal)), withinMilliseconds: within))
        case .pattern(let settings, let conditions):
            var programs: [Program] = []
            for condition in conditions { programs.append(try program(condition)) }
            return .pattern(PatternPlan(settings: settings, conditions: programs))
        }
    }

    func plan(
        actuator index: Int, _ rules: [RulePlan], _ sources: Sources, _ names: Names
    ) throws(CompileError) -> ActuatorPlan {
        let actuator = actuators[index]
        let claimants = rules.enumerated().flatMap { position, rule in
            rule.settings.filter { $0.actuator == index }.map {
                ActuatorPlan.Claimant(rule: position, value: $0.value)
            }
        }
        var conditions: [Program?] = []
        for text in [actuator.interlock, actuator.permissive] {
            guard let text else {
                conditions.append(nil)
                continue
            }
            conditions.append(
                try Program.compile(text, in: names.environment, options: .dialect, expecting: .bool))
        }
        var settings = actuator.settings ?? GuardSettings(safe: actuator.safe, rest: actuator.rest)
        settings.hasInterlock = actuator.interlock != nil
        settings.hasPermissive = actuator.permissive != nil
        return ActuatorPlan(
            name: actuator.name, settings: settings, onSlot: names.slot("\(actuator.name).on"), claimants: claimants,
            required: sources.signals(behind: claimants.flatMap { rules[$0.rule].slotsRead }),
            interlock: conditions[0], permissive: conditions[1],
            safeWhenStale: actuator.safeWhenStale.map { $0.map { names.slot($0) } },
            interlockSignals: sources.signals(behind: conditions[0]?.slotsRead ?? []),
            confirmation: actuator.confirm.map {
                ConfirmationPlan(
                    feedback: .signal(names.slot($0.signal)), withinMilliseconds: $0.within,
                    faultSlot: names.slot("\(actuator.name).fault"))
            })
    }
}
