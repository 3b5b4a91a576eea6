internal import Configuration
internal import Engine
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
    private var log: RecurringLog
    unowned let loop: EventLoop
    private var nextRound: Int64 = 0
    private var nextRetry: Int64 = 0
    /// An output is held by failsafe, which is to be asked for it.
    var onHeldByFailsafe: (() -> Void)?
    /// An input's signal has a value: live, or nil when the line is gone. An edge that counts is true, then false.
    var onLevel: ((InputPin, Bool?) -> Void)?
    /// An input measured something.
    var onValues: ((InputPin, [Reading.Entry]) -> Void)?
    /// The level read back from an output's line, where that is wanted and it is another than was told; nil: nobody knows.
    var onReadBack: ((OutputPin, Bool?) -> Void)?
    /// The last value of a signal of an input: totals and positions go on from there.
    var lastValue: ((InputPin, Int) -> Double?)?

    init(_ bindings: [TemplateBinding], loop: EventLoop, logger: Logger) {
        self.loop = loop
        log = RecurringLog(logger)
        for (template, binding) in bindings.enumerated() {
            for (input, plan) in binding.inputs.enumerated() {
                guard case .gpio(let gpio) = plan.source else { continue }
                for line in gpio.line.lines {
                    inputs.append(
                        InputPin(gpio, template: template, index: input, device: line.device, line: line.line))
                }
            }
            for (actuator, plan) in binding.actuators.enumerated() {
                guard case .gpio(let gpio) = plan.target else { continue }
                for line in gpio.line.lines {
                    outputs.append(
                        OutputPin(
                            gpio, safe: plan.safe, isReadBack: plan.isReadBack, template: template, index: actuator,
                            device: line.device, line: line.line))
                }
            }
        }
    }

    /// Once a second.
    func tellWithheld() { log.tellWithheld() }

    var isEmpty: Bool { inputs.isEmpty && outputs.isEmpty }

    /// Outputs first: until they are requested they float.
    func openOutputs() {
        var isHeldByFailsafe = false
        for pin in outputs where pin.line == nil {
            do throws(GPIOError) {
                try pin.open()
                if pin.fault != nil { log.log(.notice, pin.name, "output \(pin.name) is back") }
                pin.fault = nil
                pin.isReadBackDue = pin.isReadBack
                pin.isDriven = pin.wanted
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
                if pin.fault != nil { log.log(.notice, pin.name, "input \(pin.name) is back") }
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
        log.tellRest()
        for pin in inputs { closeInput(pin) }
        for pin in outputs {
            pin.line = nil
            pin.partners = []
        }
    }

    /// Takes the lines that both configurations use alike: a reload moves no output, and misses no edge.
    func adopt(from former: PinPanel) {
        for pin in outputs {
            guard let old = former.outputs.first(where: { $0.isSameLine(as: pin) }) else { continue }
            (pin.line, pin.wanted, pin.fault) = (old.line, old.wanted, old.fault)
            (pin.told, pin.isReadBackDue) = (old.told, pin.isReadBack)
            (pin.isDriven, pin.offAt, pin.heldUntil) = (old.isDriven, old.offAt, old.heldUntil)
            old.line = nil
        }
        for pin in inputs {
            guard let old = former.inputs.first(where: { $0.isSameLine(as: pin) }), let line = old.line else {
                continue
            }
            let second = old.second
            former.closeInput(old)
            pin.line = line
            pin.second = second
            begin(pin)
        }
    }

    /// Sets an input of the simulated chip.
    func simulate(line name: String, level: Bool) -> Bool {
        var isKnown = false
        for pin in inputs {
            for line in [pin.line, pin.second] {
                guard let input = line as? SimulatedInput, input.place.name == name else { continue }
                isKnown = true
                input.simulate(level)
                drain(pin)
            }
        }
        return isKnown
    }

    // MARK: Time

    /// When `service` is due next, on `Clock.boot`.
    var nextDeadline: Int64? {
        guard !isEmpty else { return nil }
        let held = outputs.lazy.compactMap(\.heldUntil).min()
        if onReadBack != nil, outputs.contains(where: \.isReadBackDue) { return 0 }
        let due = inputs.lazy.compactMap(\.deadline).min() ?? nextRound
        return min(due, nextRound, held ?? nextRound)
    }

    /// Ends debounce times that are over, looks after the lines' health, and tries missing ones again.
    func service(now: Int64) {
        for pin in inputs { serve(pin, now: now) }
        for pin in outputs where pin.heldUntil.map({ now >= $0 }) ?? false { drive(pin) }
        for pin in outputs where pin.isReadBackDue { readBack(pin) }
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
            _ = try pin.second?.level()
        } catch {
            lose(pin, error)
        }
    }

    private func checkHealth(_ pin: OutputPin) {
        guard let line = pin.line else { return }
        do throws(GPIOError) {
            let level = try line.get()
            if pin.isReadBack, level != pin.told { pin.isReadBackDue = true }
        } catch {
            lose(pin, error)
        }
    }

    private func lose(_ pin: OutputPin, _ error: GPIOError) {
        pin.line = nil
        pin.isReadBackDue = pin.isReadBack
        note(error, pin.name, &pin.fault)
    }

    /// Tells what an output's line really is. Not while it is driven: who drives it may be in the midst of a step.
    private func readBack(_ pin: OutputPin) {
        pin.isReadBackDue = false
        var level: Bool?
        if let line = pin.line {
            do throws(GPIOError) {
                level = try line.get()
            } catch {
                lose(pin, error)
            }
        }
        guard level != pin.told else { return }
        pin.told = level
        onReadBack?(pin, level)
    }

    private func drive(_ pin: OutputPin) {
        pin.isReadBackDue = pin.isReadBack
        guard let line = pin.line, !isHeld(pin) else { return }
        do throws(GPIOError) {
            try line.set(pin.wanted)
        } catch {
            retry(pin, line)
        }
        noteDriven(pin)
    }

    /// Once more at once; a line that refuses twice is gone.
    private func retry(_ pin: OutputPin, _ line: any DigitalOutput) {
        do throws(GPIOError) {
            try line.set(pin.wanted)
        } catch {
            lose(pin, error)
        }
    }

    func note(_ error: GPIOError, _ name: String, _ fault: inout String?) {
        let text = "\(error)"
        if fault != text { log.log(.error, name, "\(name): \(text)") }
        fault = text
    }
}
