internal import Decoding
internal import Telemetry

extension DiscoveredDevices.Device {
    /// A signal of the file.
    private struct Signal {
        let name: String
        let entity: DiscoveredEntity
        /// Nil where it is no number, or nobody knows the unit.
        let unit: Unit?

        var isBare: Bool { entity.path == nil }
    }

    /// The device file; it passes `weir check` as it is, apart from signals that nothing uses.
    var yaml: String {
        let signals = signals()
        let availability = availability()
        var text = header
        text += "device: \(quoted(name))\n\ninputs:\n"
        for (index, input) in inputs(signals).enumerated() { text += write(input, number: index + 1) }
        for (index, topic) in availability.enumerated() {
            text +=
                "  availability\(index == 0 ? "" : "_\(index + 1)"): {mqtt: \(quoted(topic.topic)), decode: availability, "
            text += "signal: online\(index == 0 ? "" : "_\(index + 1)")}\n"
        }
        let typed = signals.filter { $0.entity.unit != nil || $0.entity.on != nil }
        if !typed.isEmpty {
            text += "\nsignals:\n"
            for signal in typed { text += write(signal) }
        }
        return text + outputs(signals)
    }

    /// What can be commanded, as comments: which of its states is safe is for a person to say.
    private func outputs(_ signals: [Signal]) -> String {
        var text = ""
        for signal in signals {
            guard let command = signal.entity.command else { continue }
            text += "#   \(signal.name)_output:\n"
            text += "#     mqtt: {topic: \(quoted(command.topic)), "
            text += "payload: {on: \(quoted(command.on)), off: \(quoted(command.off))}, state: \(signal.name)}\n"
            text += "#     safe: false\n"
        }
        guard !text.isEmpty else { return "" }
        return "\n# It takes commands, too. Look at 'safe' (the state on a crash or bad input) and remove the marks:\n"
            + "# actuators:\n" + text
    }

    private var header: String {
        let first = entities[0]
        let product = [first.manufacturer, first.model].compactMap { $0 }.joined(separator: " ")
        let title = [first.deviceName ?? name, product].filter { !$0.isEmpty }.joined(separator: ", ")
        return "# \(DiscoveredDevices.shown(title)): as the device announced itself to Home Assistant.\n"
    }

    private func signals() -> [Signal] {
        var taken: Set<String> = []
        return entities.map { entity in
            // The device's name before the value's says nothing here.
            var words = entity.name ?? entity.deviceClass ?? entity.id
            if let device = entity.deviceName, words.lowercased().hasPrefix(device.lowercased() + " ") {
                words = String(words.dropFirst(device.count + 1))
            }
            let name = DiscoveredDevices.unique(DiscoveredDevices.signalName(words), separator: "_", taken)
            taken.insert(name)
            return Signal(name: name, entity: entity, unit: entity.unit.flatMap { DiscoveredUnit.unit($0) })
        }
    }

    /// Topics of which the words for online are usual ones; any other has to be written by hand.
    private func availability() -> [DiscoveredEntity.AvailabilityTopic] {
        var topics: [DiscoveredEntity.AvailabilityTopic] = []
        for topic in entities.flatMap(\.availability) where !topics.contains(where: { $0.topic == topic.topic }) {
            guard Availability(parsing: topic.online) == .online, Availability(parsing: topic.offline) == .offline,
                topic.path == nil || topic.path?.description == "state"
            else { continue }
            topics.append(topic)
        }
        return topics
    }

    /// JSON of one topic is one input; a bare value is one of its own.
    private func inputs(_ signals: [Signal]) -> [[Signal]] {
        var inputs: [[Signal]] = []
        for signal in signals {
            let index = inputs.firstIndex { input in
                !signal.isBare && !input[0].isBare && input[0].entity.stateTopic == signal.entity.stateTopic
            }
            if let index { inputs[index].append(signal) } else { inputs.append([signal]) }
        }
        return inputs
    }

    private func write(_ input: [Signal], number: Int) -> String {
        let topic = quoted(input[0].entity.stateTopic)
        guard !input[0].isBare else {
            return "  \(input[0].name): {mqtt: \(topic), decode: scalar, signals: {\(place(input[0]))}}\n"
        }
        var text = "  state\(number == 1 ? "" : "_\(number)"):\n    mqtt: \(topic)\n    partial: true\n    signals:\n"
        for signal in input { text += "      \(place(signal))\n" }
        return text
    }

    private func place(_ signal: Signal) -> String {
        var parts = ["at: \(quoted(signal.entity.path?.description ?? "."))"]
        if let on = signal.entity.on, let off = signal.entity.off {
            parts += ["on: \(words(on))", "off: \(words(off))"]
        }
        if signal.entity.unit != nil { parts.append("number: true") }
        parts.append("none: [unavailable, unknown, None]")
        return "\(signal.name): {\(parts.joined(separator: ", "))}"
    }

    /// A word that JSON may also write as a number or a flag is meant as well.
    private func words(_ word: String) -> String {
        word == "true" || word == "false" || Int(word) != nil ? "[\(quoted(word)), \(word)]" : quoted(word)
    }

    private func write(_ signal: Signal) -> String {
        if signal.entity.on != nil { return "  \(signal.name): {type: bool}\n" }
        guard let unit = signal.unit else {
            return "  \(signal.name): {type: number}   # in \(DiscoveredDevices.shown(signal.entity.unit ?? ""))\n"
        }
        return "  \(signal.name): {unit: \(quoted(unit.code))}\n"
    }

    /// A JSON string is a double-quoted one of YAML.
    private func quoted(_ text: String) -> String {
        var json = JSONWriter()
        // Variables are filled in in values of files: a stranger's must not be.
        json.string(text.replacing("$", with: "$$"))
        return json.text
    }
}

/// Units as Home Assistant spells them.
enum DiscoveredUnit {
    static func unit(_ text: String) -> Unit? {
        if let meant = Unit.meant(by: text) { return meant }
        do throws(UnitError) {
            return try Unit(parsing: text)
        } catch {
            return nil
        }
    }
}
