internal import Documents
internal import Expressions

/// A line of a chip, what uses it, and where the file says so.
struct LineUse {
    let chip: String
    let line: String
    let owner: String
    let mark: Mark
}

/// Finds out how a file's readings arrive and how its commands leave.
struct Binder {
    let section: DeviceSection
    let naming: DeviceNaming
    let limits: LimitsConfiguration
    let types: [String: ValueType]
    /// The engine's signals, by index.
    let signals: [String]
    var waveforms = WaveformNames([])
    let diagnostics: Diagnostics

    func bind() -> TemplateBinding {
        checkLines()
        let binding = TemplateBinding(
            inputs: section.inputs.compactMap { input in
                source(input).map { InputBinding(name: input.name, source: $0) }
            },
            actuators: section.actuators.compactMap { actuator in
                target(actuator).map {
                    ActuatorBinding(
                        name: actuator.name, safe: actuator.value.safe ?? false, target: $0,
                        isReadBack: actuator.value.gpio?.state.map { $0.signal == nil } ?? false)
                }
            })
        CommandTopics(section, fixedDevice: fixedDevice, diagnostics).check(binding)
        return binding
    }

    // MARK: Inputs

    private func source(_ input: Named<InputSection>) -> InputBinding.Source? {
        if input.value.members != nil {
            let names = input.value.signals.map(\.name) + [TemplateCompiler.memberSignal]
            return .members(signals: names.compactMap { signals.firstIndex(of: $0) })
        }
        if let gpio = input.value.gpio { return bind(gpio, input).map { .gpio($0) } }
        if let sysfs = input.value.sysfs { return bind(sysfs, input).map { .sysfs($0) } }
        let binder = InputBinder(
            naming: naming, limits: limits, types: types, signals: signals, diagnostics: diagnostics)
        if let waveform = input.value.waveform {
            let values = waveform.name.flatMap { waveforms.values[$0] } ?? []
            return binder.bind(waveform: waveform, of: input.value, values: values).map { .mqtt($0) }
        }
        return binder.bind(input.value).map { .mqtt($0) }
    }

    var fixedDevice: String? { naming.fixedDevice }

    // MARK: Actuators

    private func target(_ actuator: Named<ActuatorSection>) -> ActuatorBinding.Target? {
        if let gpio = actuator.value.gpio {
            guard let chip = gpio.chip else { return nil }
            let line = bindLines(
                name: actuator.name, chip: chip, line: gpio.line, active: gpio.active, bias: gpio.bias, at: gpio.mark)
            return .gpio(GPIOOutput(line: line, drive: gpio.drive))
        }
        guard let mqtt = actuator.value.mqtt, let topic = mqtt.topic else { return nil }
        checkCommandTopic(topic, at: mqtt.topicMark)
        return .mqtt(
            MQTTOutput(
                topicPieces: Binder.cut(topic), on: mqtt.payload?.on ?? "ON", off: mqtt.payload?.off ?? "OFF",
                qualityOfService: mqtt.qualityOfService, isRetained: mqtt.isRetained))
    }

    private static func cut(_ topic: String) -> [String] {
        var pieces: [String] = []
        var rest = Substring(topic)
        while let place = rest.firstRange(of: "{device}") {
            pieces.append(String(rest[..<place.lowerBound]))
            rest = rest[place.upperBound...]
        }
        return pieces + [String(rest)]
    }

    private func checkCommandTopic(_ topic: String, at mark: Mark) {
        let bare = topic.replacing("{device}", with: "")
        if bare.contains(where: { "+#{}".contains($0) }) || topic.isEmpty {
            diagnostics.error(
                "a command goes to one topic",
                mend: "write a topic without + and #, with {device} for the device's name",
                at: mark)
        }
        if fixedDevice == nil, bare == topic {
            diagnostics.error(
                "all devices of the file would get the command", mend: "write {device} into the topic", at: mark)
        }
    }

    // MARK: Lines

    func bindLines(
        name: String, chip: String, line: String?, active: ActiveLevel, bias: LineBias, at mark: Mark
    ) -> LineBinding {
        var lines: [(device: String, line: String)] = []
        for device in naming.devices {
            let override = section.overrides.first { $0.name == device }
            let special = override?.value.lines.first { $0.name == name }?.value
            if let line = special ?? line {
                lines.append((device, line))
            } else {
                diagnostics.error(
                    "there is no line for '\(name)' of '\(device)'",
                    mend: naming.devices.count == 1 && fixedDevice != nil
                        ? "write 'line: GPIO17' here" : "write it under overrides: \(device): lines:", at: mark)
            }
        }
        if naming.devices.isEmpty {
            diagnostics.error(
                "the devices with this line are not known", mend: "list them under 'devices' or 'overrides'", at: mark)
        }
        return LineBinding(chip: chip, isActiveLow: active == .low, bias: bias, lines: lines)
    }

    /// Every line that the file uses, with the place where it is written.
    func lineUses() -> [LineUse] {
        var uses: [LineUse] = []
        func add(_ name: String, _ chip: String?, _ line: String?, _ mark: Mark) {
            guard let chip else { return }
            for device in naming.devices {
                let special = section.overrides.first { $0.name == device }?.value.lines.first { $0.name == name }
                guard let written = special?.value ?? line else { continue }
                uses.append(
                    LineUse(
                        chip: chip, line: written, owner: "\(device).\(name)", mark: special?.mark ?? mark))
            }
        }
        for input in section.inputs {
            guard let gpio = input.value.gpio else { continue }
            if let quadrature = gpio.quadrature {
                add(input.name, gpio.chip, quadrature.a, quadrature.aMark)
                add(input.name, gpio.chip, quadrature.b, quadrature.bMark)
            } else {
                add(input.name, gpio.chip, gpio.line, gpio.lineMark)
            }
        }
        for actuator in section.actuators {
            if let gpio = actuator.value.gpio { add(actuator.name, gpio.chip, gpio.line, gpio.lineMark) }
        }
        return uses
    }

    private func checkLines() {
        let names =
            section.inputs.filter { $0.value.gpio != nil && $0.value.gpio?.quadrature == nil }.map(\.name)
            + section.actuators.filter { $0.value.gpio != nil }.map(\.name)
        for override in section.overrides {
            for line in override.value.lines where !names.contains(line.name) {
                let mend = NearestName.nearest(to: line.name, among: names).map { "write '\($0)'" }
                diagnostics.error(
                    "'\(line.name)' is no GPIO input or actuator", mend: mend ?? "remove it", at: line.mark)
            }
        }
    }
}
