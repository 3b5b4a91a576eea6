internal import Documents
internal import Engine
internal import Expressions

/// The values of earlier events of a pattern that its conditions name: `first.temperature`.
extension TemplateCompiler {
    func captures(_ pattern: PatternWriter) -> [PatternCapture] {
        var found: [PatternCapture] = []
        for (condition, reach) in zip(pattern.conditions, pattern.reach) {
            guard let condition else { continue }
            collect(condition.expression, of: condition, reach: reach, pattern.names, into: &found)
        }
        return found
    }

    /// Those that the rule's message names: `{first.temperature}`.
    func capturesTold(_ rule: RuleSection, _ pattern: PatternWriter) -> [PatternCapture] {
        var found: [PatternCapture] = []
        guard let message = rule.message else { return [] }
        // What is wrong with the message is told where it is compiled.
        _ = try? MessageTemplate(message, names: []) { path in
            if table.slot(of: path) == nil, let capture = capture(path, pattern.names) { found.append(capture) }
            return .device
        }
        return found
    }

    private func capture(_ path: String, _ names: [String?]) -> PatternCapture? {
        guard let dot = path.firstIndex(of: ".") else { return nil }
        let value = String(path[path.index(after: dot)...])
        guard let number = names.firstIndex(of: String(path[..<dot])), let slot = table.slot(of: value) else {
            return nil
        }
        return PatternCapture(variable: path, value: value, name: number, slot: slot)
    }

    /// A step's name is no other name of the file.
    func checkNames(_ pattern: PatternWriter) {
        for (name, mark) in zip(pattern.names, pattern.marks) {
            guard let name, let earlier = table.mark(of: name) else { continue }
            diagnostics.error(
                "the name '\(name)' is taken (line \(earlier.line))", mend: "give the step another name", at: mark)
        }
    }

    private func collect(
        _ expression: Expression, of condition: Written, reach: Int, _ names: [String?],
        into found: inout [PatternCapture]
    ) {
        if let path = expression.qualifiedName, table.slot(of: path) == nil, let capture = capture(path, names) {
            if capture.name >= reach {
                let name = names[capture.name] ?? ""
                expressions.report(
                    Problem(
                        offset: expression.firstOffset, message: "the step '\(name)' has not come yet here",
                        mend: "name an earlier step, or the value alone: \(capture.value)"), in: condition.text)
            }
            if !found.contains(where: { $0.variable == path }) { found.append(capture) }
            return
        }
        expression.kind.forEachChild { collect($0, of: condition, reach: reach, names, into: &found) }
    }
}
