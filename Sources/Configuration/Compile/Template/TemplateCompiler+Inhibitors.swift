internal import Documents
internal import Engine
internal import Expressions

extension TemplateCompiler {
    /// The slot of what inhibits a rule: a boolean value, or another rule by its name.
    func inhibitor(_ name: String, of rule: Named<RuleSection>) -> Int? {
        let mark = rule.value.inhibitedByMark
        if name == rule.name {
            diagnostics.error("the rule '\(name)' would inhibit itself", mend: "remove it here", at: mark)
            return nil
        }
        if instants.contains(name) {
            diagnostics.error(
                "the rule '\(name)' is raised for an instant only, so it inhibits nothing", mend: "name what lasts",
                at: mark)
            return nil
        }
        if let slot = table.slot(of: "\(name).raised") ?? table.slot(of: "\(name).on") { return slot }
        if let slot = table.slot(of: name) {
            let type = table.environment.type(of: name)
            if type == .bool || type == .dyn { return slot }
            diagnostics.error("'\(name)' is not true or false", mend: "name a boolean", at: mark)
            return nil
        }
        let names = table.names.map { $0.hasSuffix(".raised") ? String($0.dropLast(7)) : $0 }
        let mend = NearestName.nearest(to: name, among: names).map { "write '\($0)'" }
        diagnostics.error("there is no '\(name)' that could inhibit", mend: mend, at: mark)
        return nil
    }
}
