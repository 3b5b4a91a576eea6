internal import Documents
internal import Engine
internal import Telemetry

extension TestCompiler {
    func expectation(_ section: TestExpectationSection, of subject: TestSubject) -> TestExpectation {
        let checks =
            events(section, subject) + values(section, subject) + actuators(section, subject)
            + section.summaries.flatMap { summary($0, section.tolerance, subject) }
        if section.isEmpty {
            diagnostics.error("nothing is expected here", mend: "write 'event: NAME'", at: section.marks.whole)
        }
        // In the order of the file, as people read it.
        return TestExpectation(checks: checks.sorted { $0.mark < $1.mark }, isRejectionExpected: section.isRejected)
    }

    private func events(_ section: TestExpectationSection, _ subject: TestSubject) -> [TestCheck] {
        var checks: [TestCheck] = []
        func add(_ names: [MarkedName], _ kind: (String) -> TestCheck.Kind) {
            for name in names where isRule(name, subject) {
                checks.append(TestCheck(kind: kind(name.name), mark: name.mark))
            }
        }
        add(section.events) { .raised(rule: $0) }
        add(section.cleared) { .cleared(rule: $0) }
        add(section.absentEvents) { .notRaised(rule: $0) }
        if section.isWithoutEvents { checks.append(TestCheck(kind: .noEvents, mark: section.marks.withoutEvents)) }
        if let raised = section.raised {
            let names = raised.filter { isRule($0, subject) }.map(\.name)
            checks.append(TestCheck(kind: .present(rules: names), mark: section.marks.raised))
        }
        if let message = section.message {
            checks.append(TestCheck(kind: .message(message), mark: section.marks.message))
        }
        return checks
    }

    func isRule(_ name: MarkedName, _ subject: TestSubject) -> Bool {
        if subject.rules.contains(name.name) { return true }
        // What is wrong with a rule that is written is told already.
        if !subject.writtenRules.contains(name.name) {
            report("rule", name.name, among: subject.writtenRules, at: name.mark)
        }
        return false
    }

    // MARK: Values

    private func values(_ section: TestExpectationSection, _ subject: TestSubject) -> [TestCheck] {
        var checks: [TestCheck] = []
        let others = section.others.filter { !subject.actuators.contains($0.name) }
        for value in section.values + others {
            guard subject.values.contains(value.name) else {
                let isOther = others.contains { $0.name == value.name }
                report(
                    isOther ? "actuator or value" : "value", value.name,
                    among: subject.values + (isOther ? subject.actuators : []),
                    keys: isOther ? TestExpectationSection.table : nil, at: value.mark)
                continue
            }
            checks.append(
                TestCheck(
                    kind: .value(name: value.name, value.value.tested(tolerance: section.tolerance)), mark: value.mark))
        }
        for name in section.withoutValue {
            if subject.values.contains(name.name) {
                checks.append(TestCheck(kind: .noValue(name: name.name), mark: name.mark))
            } else {
                report("value", name.name, among: subject.values, at: name.mark)
            }
        }
        return checks
    }

    // MARK: Actuators

    private func actuators(_ section: TestExpectationSection, _ subject: TestSubject) -> [TestCheck] {
        var checks: [TestCheck] = []
        for state in section.others where subject.actuators.contains(state.name) {
            guard case .constant(.boolean(let isOn)) = state.value else {
                diagnostics.error(
                    "the actuator '\(state.name)' is on or off", mend: "write true or false", at: state.mark)
                continue
            }
            checks.append(TestCheck(kind: .actuator(name: state.name, isOn: isOn), mark: state.mark))
        }
        for command in section.commands where isActuator(command.name, command.mark, subject) {
            checks.append(
                TestCheck(kind: .command(actuator: command.name, isOn: command.value), mark: command.mark))
        }
        for name in section.absentCommands where isActuator(name.name, name.mark, subject) {
            checks.append(TestCheck(kind: .noCommand(actuator: name.name), mark: name.mark))
        }
        if section.isWithoutCommands {
            checks.append(TestCheck(kind: .noCommands, mark: section.marks.withoutCommands))
        }
        for held in section.suppressed {
            if subject.actuators.contains(held.name) || subject.rules.contains(held.name) {
                checks.append(TestCheck(kind: .suppressed(name: held.name, reason: held.value), mark: held.mark))
            } else {
                report("actuator or rule", held.name, among: subject.actuators + subject.rules, at: held.mark)
            }
        }
        return checks
    }

    func isActuator(_ name: String, _ mark: Mark, _ subject: TestSubject) -> Bool {
        if subject.actuators.contains(name) { return true }
        report("actuator", name, among: subject.actuators, at: mark)
        return false
    }

    // MARK: Summaries

    private func summary(_ written: WrittenSummary, _ tolerance: Double?, _ subject: TestSubject) -> [TestCheck] {
        guard let plan = subject.template.summaries.first(where: { $0.name == written.name }) else {
            report("summary", written.name, among: subject.template.summaries.map(\.name), at: written.mark)
            return []
        }
        var values: [TestCheck.SummaryValue] = []
        for value in written.values {
            guard let item = plan.items.first(where: { $0.name == value.name }) else {
                report("value in '\(plan.name)'", value.name, among: plan.items.map(\.name), at: value.mark)
                continue
            }
            // The count is always told.
            let known = item.aggregates.map(\.rawValue) + ["count"]
            for aggregate in value.value {
                guard known.contains(aggregate.name) else {
                    report("aggregate of '\(value.name)'", aggregate.name, among: known, at: aggregate.mark)
                    continue
                }
                values.append(
                    TestCheck.SummaryValue(
                        name: value.name, aggregate: aggregate.name,
                        expected: aggregate.value.tested(tolerance: tolerance)))
            }
        }
        return [TestCheck(kind: .summary(name: plan.name, values: values), mark: written.mark)]
    }
}

extension WrittenExpectation {
    /// - Parameter tolerance: nil takes a millionth of the number: what arithmetic of doubles never strays.
    fileprivate func tested(tolerance: Double?) -> TestedValue {
        switch self {
        case .range(let range): .range(range)
        case .constant(let constant):
            switch constant.telemetry {
            case .number(let number): .number(number, tolerance: tolerance ?? abs(number) * 1e-6)
            case let value: .exactly(value)
            }
        }
    }
}
