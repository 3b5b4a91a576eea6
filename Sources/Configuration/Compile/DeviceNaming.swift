internal import Documents

/// Which devices a file describes: one by name, or those whose names its topics capture.
struct DeviceNaming {
    enum Pattern {
        case fixed(String)
        /// `{device}`: one level of the topic.
        case level
        /// `{device+}`: one or more levels; slashes become dots in the name.
        case levels
    }

    let pattern: Pattern
    /// Devices that exist from the start.
    let devices: [String]
    /// Whether others may appear.
    let isOpen: Bool
    /// Where a label's values name the devices: the label, and its value for each.
    let label: String?
    let labelValues: [String: String]

    /// The name of the one device that the file describes.
    var fixedDevice: String? {
        if case .fixed(let name) = pattern { name } else { nil }
    }

    /// - Parameter members: the devices that may be members of these.
    init?(
        _ section: DeviceSection, members: MemberFinder? = nil, limits: LimitsConfiguration, _ diagnostics: Diagnostics
    ) {
        guard let text = section.device else { return nil }
        if let members, let naming = LabelNaming(section, text, members, limits, diagnostics) {
            pattern = .level
            devices = naming.devices
            isOpen = false
            label = naming.label
            labelValues = naming.values
            for override in section.overrides where !devices.contains(override.name) {
                let mend = NearestName.nearest(to: override.name, among: devices).map { "write '\($0)'" }
                diagnostics.error(
                    "'\(override.name)' is not among the devices", mend: mend ?? "remove it", at: override.mark)
            }
            return
        }
        label = nil
        labelValues = [:]
        switch text {
        case "{device}": pattern = .level
        case "{device+}": pattern = .levels
        default:
            do throws(ValueProblem) {
                try NameText.check(text)
            } catch {
                diagnostics.error(
                    error.message, mend: "write a name, \"{device}\" or \"{device+}\"", at: section.deviceMark)
                return nil
            }
            pattern = .fixed(text)
        }
        let overridden = section.overrides.map(\.name)
        if case .fixed(let name) = pattern {
            devices = [name]
            isOpen = false
            if section.devices != nil {
                diagnostics.error(
                    "the file describes one device, '\(name)'", mend: "remove 'devices', or write device: \"{device}\"",
                    at: section.devicesMark)
            }
        } else if let listed = section.devices {
            devices = listed.enumerated().filter { !listed[..<$0.offset].contains($0.element) }.map(\.element)
            isOpen = false
            for (index, device) in listed.enumerated() where listed[..<index].contains(device) {
                diagnostics.error(
                    "the device '\(device)' is listed twice", mend: "remove one", at: section.devicesMark)
            }
        } else {
            devices = overridden
            isOpen = true
        }
        for override in section.overrides where !devices.contains(override.name) {
            let mend = NearestName.nearest(to: override.name, among: devices).map { "write '\($0)'" }
            diagnostics.error(
                "'\(override.name)' is not among the devices", mend: mend ?? "add it to 'devices'", at: override.mark)
        }
    }
}
