internal import Configuration
internal import GPIO
internal import Logging
internal import Telemetry

/// All GPIO lines of the configuration: opened at their safe values, watched, tried again when they are missing.
final class PinPanel {
    static let retryMilliseconds: Int64 = 5000
    /// With libgpiod 1.6 on Linux 6.1 an unplugged chip stays silent, so lines are asked from time to time.
    static let healthMilliseconds: Int64 = 1000

    private(set) var inputs: [InputPin] = []
    private(set) var outputs: [OutputPin] = []
    private let logger: Logger
    private unowned let loop: EventLoop
    private var nextRound: Int64 = 0
    private var nextRetry: Int64 = 0
    /// An output is held by failsafe, which is to be asked for it.
    var onHeldByFailsafe: (() -> Void)?
    /// An input's signal has a value: live, or nil when the line is gone. An edge that counts is true, then false.
    var onLevel: ((InputPin, Bool?) -> Void)?

    init(_ bindings: [TemplateBinding], loop: EventLoop, logger: Logger) {
        self.loop = loop
        self.logger = logger
        for (template, binding) in bindings.enumerated() {
            for (input, plan) in binding.inputs.enumerated() {
                guard case .gpio(let gpio) = plan.source else { continue }
                for line in gpio.line.lines {
                    inputs.append(
                        InputPin(gpio, template: template, index: input, device: line.device, line: line.line))
                }
            }
            for (actuator, plan) in binding.actuators.enumerated() {
                guard case .gpio(let lines) = plan.target else { continue }
                for line in lines.lines {
                    outputs.append(
                        OutputPin(
                            lines, safe: plan.safe, template: template, index: actuator, device: line.device,
                            line: line.line))
                }
            }
        }
    }

    var isEmpty: Bool { inputs.isEmpty && outputs.isEmpty }

    /// Outputs first: until they are requested they float.
    func openOutputs() {
        var isHeldByFailsafe = false
        for pin in outputs where pin.line == nil {
            do throws(GPIOError) {
                try pin.open()
                if pin.fault != nil { logger.notice("output \(pin.name) is back") }
                pin.fault = nil
            } catch {
                note(error, pin.name, &pin.fault)
                if case .busy(_, consumer: "weir-failsafe") = error { isHeldByFailsafe = true }
            }
        }
        guard isHeldByFailsafe else { return }
        onHeldByFailsafe?()
        nextRetry = 0
    }

    func openInputs() {
        for pin in inputs where pin.line == nil {
            do throws(GPIOError) {
                try pin.open()
                if pin.fault != nil { logger.notice("input \(pin.name) is back") }
                pin.fault = nil
                begin(pin)
            } catch {
                note(error, pin.name, &pin.fault)
            }
        }
    }

    /// A value for an output; at once where it has a line, else as soon as it has.
    func set(_ value: Bool, template: Int, actuator: Int, device: String) {
        for pin in outputs where pin.template == template && pin.index == actuator && pin.device == device {
            pin.wanted = value
            drive(pin)
        }
    }

    func driveSafe() {
        for pin in outputs {
            pin.wanted = pin.safe
            drive(pin)
        }
    }

    /// Forgets all lines; outputs are at their safe values before.
    func close() {
        driveSafe()
        for pin in inputs { closeInput(pin) }
        for pin in outputs { pin.line = nil }
    }

    /// Takes the lines that both configurations use alike: a reload moves no output, and misses no edge.
    func adopt(from former: PinPanel) {
        for pin in outputs {
            guard let old = former.outputs.first(where: { $0.isSameLine(as: pin) }) else { continue }
            (pin.line, pin.wanted, pin.fault) = (old.line, old.wanted, old.fault)
            old.line = nil
        }
        for pin in inputs {
            guard let old = former.inputs.first(where: { $0.isSameLine(as: pin) }), let line = old.line else {
                continue
            }
            former.closeInput(old)
            pin.line = line
            begin(pin)
        }
    }

    /// Sets an input of the simulated chip.
    func simulate(line name: String, level: Bool) -> Bool {
        var isKnown = false
        for pin in inputs where pin.lineName == name {
            guard let input = pin.line as? SimulatedInput else { continue }
            isKnown = true
            input.simulate(level)
            drain(pin)
        }
        return isKnown
    }

    // MARK: Time

    /// When `service` is due next, on `Clock.boot`.
    var nextDeadline: Int64? {
        guard !isEmpty else { return nil }
        return inputs.compactMap { $0.debouncer?.deadline }.min().map { min($0, nextRound) } ?? nextRound
    }

    /// Ends debounce times that are over, looks after the lines' health, and tries missing ones again.
    func service(now: Int64) {
        for pin in inputs {
            guard let deadline = pin.debouncer?.deadline, now >= deadline else { continue }
            if case .changed(let level, _, _)? = pin.debouncer?.timerFired(at: now) { report(level, of: pin) }
        }
        guard now >= nextRound else { return }
        nextRound = now + PinPanel.healthMilliseconds
        for pin in inputs { checkHealth(pin) }
        for pin in outputs { checkHealth(pin) }
        guard now >= nextRetry else { return }
        nextRetry = now + PinPanel.retryMilliseconds
        // Which may want another try sooner.
        openOutputs()
        openInputs()
    }

    private func checkHealth(_ pin: InputPin) {
        guard let line = pin.line else { return }
        do throws(GPIOError) {
            _ = try line.level()
        } catch {
            lose(pin, error)
        }
    }

    private func checkHealth(_ pin: OutputPin) {
        guard let line = pin.line else { return }
        do throws(GPIOError) {
            _ = try line.get()
        } catch {
            pin.line = nil
            note(error, pin.name, &pin.fault)
        }
    }

    // MARK: Levels

    private func begin(_ pin: InputPin) {
        guard let line = pin.line else { return }
        do throws(GPIOError) {
            let level = try line.level()
            pin.debouncer = Debouncer(periodMilliseconds: pin.debounceMilliseconds, level: level)
            // Before its first edge the signal is false, and known.
            onLevel?(pin, pin.edge == nil ? level : false)
        } catch {
            return lose(pin, error)
        }
        if let descriptor = line.descriptor {
            pin.watch = loop.watch(descriptor, for: .read) { [unowned self, unowned pin] _ in drain(pin) }
        }
    }

    /// Takes what waits, in the kernel's order.
    func drain(_ pin: InputPin) {
        guard let line = pin.line else { return }
        do throws(GPIOError) {
            let isLossSuspected = try line.drain { take($0.level, of: pin) }
            guard isLossSuspected else { return }
            pin.lossCount += 1
            if pin.edge == nil || pin.debounceMilliseconds > 0 { take(try line.level(), of: pin) }
        } catch {
            lose(pin, error)
        }
    }

    private func take(_ level: Bool, of pin: InputPin) {
        // Without a debounce time each edge that the kernel tells of counts, also two in a row to one level: between
        // them was one that was too short.
        if pin.edge != nil, pin.debounceMilliseconds == 0 { return report(level, of: pin) }
        switch pin.debouncer?.edge(to: level, at: Clock.boot) {
        case .changed(let level, _, _)?: report(level, of: pin)
        default: break
        }
    }

    private func report(_ level: Bool, of pin: InputPin) {
        let values = LineReading.values(edge: pin.edge, level: level)
        if pin.edge != nil, !values.isEmpty { pin.edgeCount += 1 }
        for value in values { onLevel?(pin, value) }
    }

    private func lose(_ pin: InputPin, _ error: GPIOError) {
        closeInput(pin)
        note(error, pin.name, &pin.fault)
        onLevel?(pin, nil)
    }

    private func closeInput(_ pin: InputPin) {
        if let watch = pin.watch { loop.unwatch(watch) }
        pin.watch = nil
        pin.line = nil
        pin.debouncer = nil
    }

    private func drive(_ pin: OutputPin) {
        guard let line = pin.line else { return }
        do throws(GPIOError) {
            try line.set(pin.wanted)
        } catch {
            retry(pin, line)
        }
    }

    /// Once more at once; a line that refuses twice is gone.
    private func retry(_ pin: OutputPin, _ line: any DigitalOutput) {
        do throws(GPIOError) {
            try line.set(pin.wanted)
        } catch {
            pin.line = nil
            note(error, pin.name, &pin.fault)
        }
    }

    private func note(_ error: GPIOError, _ name: String, _ fault: inout String?) {
        let text = "\(error)"
        if fault != text { logger.error("\(name): \(text)") }
        fault = text
    }

    func writeStatus(to json: inout JSONWriter) {
        json.beginArray()
        for pin in inputs {
            json.beginObject()
            json.field("line", pin.name)
            json.field("device", pin.device)
            json.field("direction", "input")
            if pin.edge != nil {
                json.field("edges", pin.edgeCount)
            } else if let level = pin.debouncer?.level {
                json.field("level", level)
            }
            if pin.lossCount > 0 { json.field("losses_suspected", pin.lossCount) }
            writeCommon(pin, to: &json)
        }
        for pin in outputs {
            json.beginObject()
            json.field("line", pin.name)
            json.field("device", pin.device)
            json.field("direction", "output")
            json.field("level", pin.wanted)
            writeCommon(pin, to: &json)
        }
        json.endArray()
    }

    private func writeCommon(_ pin: Pin, to json: inout JSONWriter) {
        if pin.isSimulated { json.field("simulated", true) }
        if let fault = pin.fault { json.field("fault", fault) }
        json.endObject()
    }
}
