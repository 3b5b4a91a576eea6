internal import Documents
internal import Engine
internal import Expressions

/// Labels: a constant of the file, or a value of each device where they differ.
extension TemplateCompiler {
    func declareConstantLabels() {
        for label in section.labels where table.claim(label.name, "the label", at: label.mark, diagnostics) {
            if !varies(label.name) { table.addConstant(label.name, .string(label.value)) }
        }
    }

    func declareVaryingLabels() {
        for label in section.labels where varies(label.name) {
            table.add(label.name, .string, kind: .parameter, initial: .string(label.value))
        }
        if let label = naming.label, table.claim(label, "it", at: section.deviceMark, diagnostics) {
            table.add(label, .string, kind: .parameter)
        }
    }

    func varies(_ label: String) -> Bool {
        section.overrides.contains { $0.value.labels.contains { $0.name == label } }
    }

    /// What differs for a device.
    func labels(of device: String) -> [(slot: Int, value: Expressions.Value)] {
        var result: [(slot: Int, value: Expressions.Value)] = []
        if let label = naming.label, let value = naming.labelValues[device], let slot = table.slot(of: label) {
            result.append((slot, .string(value)))
        }
        guard let override = section.overrides.first(where: { $0.name == device }) else { return result }
        for label in override.value.labels {
            if section.labels.contains(where: { $0.name == label.name }), let slot = table.slot(of: label.name) {
                result.append((slot, .string(label.value)))
            } else {
                let nearest = NearestName.nearest(to: label.name, among: section.labels.map(\.name))
                diagnostics.error(
                    "there is no label '\(label.name)' to override",
                    mend: nearest.map { "write '\($0)'" } ?? "declare it under 'labels'", at: label.mark)
            }
        }
        return result
    }
}
