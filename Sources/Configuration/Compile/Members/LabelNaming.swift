internal import Documents

/// Devices that are named by the values of a label of their members: `device: "line-{line}"`.
struct LabelNaming {
    let label: String
    let devices: [String]
    /// By device.
    let values: [String: String]

    /// Nil where the file does not ask for it.
    init?(
        _ section: DeviceSection, _ text: String, _ members: MemberFinder, _ limits: LimitsConfiguration,
        _ diagnostics: Diagnostics
    ) {
        let asked = section.inputs.compactMap { input -> (label: String, mark: Mark)? in
            guard case .each(let label)? = input.value.members?.choice else { return nil }
            return (label, input.value.membersMark)
        }
        guard let (label, mark) = asked.first else { return nil }
        self.label = label
        for other in asked where other.label != label {
            diagnostics.error(
                "the devices are named by '\(label)' and by '\(other.label)'", mend: "write two files", at: other.mark)
        }
        let place = "{\(label)}"
        guard text.contains(place) else {
            diagnostics.error(
                "nothing tells the devices of the values of '\(label)' apart",
                mend: "write device: \"\(label)-\(place)\"", at: section.deviceMark)
            (devices, values) = ([], [:])
            return
        }
        var devices: [String] = []
        var values: [String: String] = [:]
        let known = members.values(of: label)
        if known.isEmpty {
            let nearest = NearestName.nearest(to: label, among: members.labels).map { "write '\($0)'" }
            diagnostics.error(
                "no device has a label '\(label)'", mend: nearest ?? "write 'labels: {\(label): a}' in its file",
                at: mark)
        }
        if known.count > limits.labelGroups {
            diagnostics.error(
                "'\(label)' has \(known.count) values, and \(limits.labelGroups) are taken",
                mend: "write 'limits: {label_groups: \(known.count)}' in weir.yaml", at: mark)
        }
        for value in known.prefix(limits.labelGroups) {
            let name = text.replacing(place, with: value)
            do throws(ValueProblem) {
                try NameText.check(name)
            } catch {
                diagnostics.error(
                    "the value '\(value)' of '\(label)' makes no name: \(error.message)", mend: error.mend,
                    at: section.deviceMark)
            }
            devices.append(name)
            values[name] = value
        }
        self.devices = devices
        self.values = values
    }
}
