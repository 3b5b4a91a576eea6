internal import Documents

/// Inputs that are no messages: lines of a chip, and files of the kernel's.
extension Binder {
    /// Nil only after an error was reported.
    func bind(_ gpio: GPIOInputSection, _ input: Named<InputSection>) -> GPIOInput? {
        guard let chip = gpio.chip, let signal = input.value.signal, let index = signals.firstIndex(of: signal) else {
            return nil
        }
        let line = gpio.quadrature.map(\.a) ?? gpio.line
        if let quadrature = gpio.quadrature, naming.devices.count > 1 {
            diagnostics.error(
                "all devices of the file would have the lines of this encoder", mend: "write a file for each device",
                at: quadrature.aMark)
        }
        return GPIOInput(
            line: bindLines(
                name: input.name, chip: chip, line: line, active: gpio.active, bias: gpio.bias, at: gpio.mark),
            debounceMilliseconds: gpio.debounce, meaning: meaning(gpio), signal: index)
    }

    private func meaning(_ gpio: GPIOInputSection) -> LineMeaning {
        if let count = gpio.count {
            return .count(
                gpio.edge ?? .rising,
                PulseCount(
                    everyMilliseconds: count.every, perPulse: count.perPulse,
                    totalSignal: count.total.flatMap { signals.firstIndex(of: $0) }))
        }
        if let frequency = gpio.frequency {
            return .frequency(gpio.edge ?? .rising, overMilliseconds: frequency.over)
        }
        if let quadrature = gpio.quadrature {
            return .quadrature(
                Quadrature(
                    b: quadrature.b ?? "", perStep: quadrature.perStep, everyMilliseconds: quadrature.every))
        }
        if let button = gpio.button { return .button(long: button.long, double: button.double) }
        return gpio.edge.map { .edge($0) } ?? .level
    }

    /// Nil only after an error was reported.
    func bind(_ sysfs: SysfsSection, _ input: Named<InputSection>) -> SysfsInput? {
        guard let path = sysfs.path, let signal = input.value.signal, let index = signals.firstIndex(of: signal) else {
            return nil
        }
        let bare = path.replacing("{device}", with: "")
        if bare.contains("{") || bare.contains("}") {
            diagnostics.error("the path knows one name, {device}", mend: "remove the other", at: sysfs.pathMark)
        }
        if naming.devices.isEmpty {
            diagnostics.error(
                "the devices with this sensor are not known", mend: "list them under 'devices' or 'overrides'",
                at: sysfs.mark)
        } else if naming.devices.count > 1, bare == path {
            diagnostics.error(
                "all devices of the file would have this sensor", mend: "write {device} into the path",
                at: sysfs.pathMark)
        }
        return SysfsInput(
            files: naming.devices.map {
                SysfsInput.File(device: $0, path: path.replacing("{device}", with: $0))
            }, everyMilliseconds: sysfs.every, scale: sysfs.scale, offset: sysfs.offset, signal: index)
    }
}
