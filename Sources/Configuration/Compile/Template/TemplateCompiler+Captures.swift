internal import Documents
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
        if let path = expression.qualifiedName, let dot = path.firstIndex(of: "."), table.indices[path] == nil {
            let name = String(path[..<dot])
            let value = String(path[path.index(after: dot)...])
            if let number = names.firstIndex(of: name), let slot = table.indices[value] {
                if number >= reach {
                    expressions.report(
                        Problem(
                            offset: expression.firstOffset, message: "the step '\(name)' has not come yet here",
                            mend: "name an earlier step, or the value alone: \(value)"), in: condition.text)
                }
                if !found.contains(where: { $0.variable == path }) {
                    found.append(PatternCapture(variable: path, value: value, name: number, slot: slot))
                }
                return
            }
        }
        expression.kind.forEachChild { collect($0, of: condition, reach: reach, names, into: &found) }
    }
}
