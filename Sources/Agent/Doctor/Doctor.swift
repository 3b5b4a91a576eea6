internal import CLinux
public import Configuration
internal import GPIO
internal import Glibc

/// Looks at the board for what the gateway needs of it, and says how to mend what is missing. It asks, and changes nothing.
public struct Doctor {
    let configuration: GatewayConfiguration
    let system: SystemFiles
    /// Of whom this runs.
    let account: UInt32
    /// Whether the kernel says that its clock follows another.
    let isClockSynchronised: Bool

    /// Of this board, by the account that this runs under.
    public init(configuration: GatewayConfiguration) {
        self.init(
            configuration: configuration, root: "", account: geteuid(),
            isClockSynchronised: weir_clock_is_synchronised() == 1)
    }

    /// - Parameters:
    ///   - root: where the system's files are, instead of `/`.
    ///   - account: of whom this runs.
    ///   - isClockSynchronised: whether the kernel says that its clock follows another.
    init(configuration: GatewayConfiguration, root: String, account: UInt32, isClockSynchronised: Bool) {
        self.configuration = configuration
        self.account = account
        self.isClockSynchronised = isClockSynchronised
        system = SystemFiles(root: root)
    }

    /// All that was looked at, in the order in which a person would.
    public func examine() -> [Finding] {
        board() + lines() + simulated() + permission() + releasing() + brokers() + clock() + store() + power() + boot()
            + watchdog()
    }

    // MARK: GPIO

    var usesGPIO: Bool {
        configuration.bindings.contains { binding in
            binding.inputs.contains {
                if case .gpio(let gpio) = $0.source { !gpio.line.isSimulated } else { false }
            }
        } || !drivenLines.isEmpty
    }

    private func board() -> [Finding] {
        let survey = Chips.list()
        var findings = survey.chips.map { chip in
            let used = chip.lines.filter(\.isUsed).count
            return Finding(
                "gpio", .fine, "\(chip.path) is \(chip.label) with \(chip.lines.count) lines, \(used) of them in use")
        }
        findings += survey.problems.map { Finding("gpio", usesGPIO ? .problem : .warning, $0.message, mend: $0.mend) }
        if findings.isEmpty {
            findings.append(
                Finding(
                    "gpio", usesGPIO ? .problem : .fine, "there is no GPIO chip",
                    mend: usesGPIO
                        ? "enable the chip's driver or device-tree overlay, or pass /dev/gpiochip* into the container"
                        : nil))
        }
        return findings
    }

    /// Every line that the files name, as it was found.
    private func lines() -> [Finding] {
        let survey = Chips.list()
        return configuredLines.map { use in
            guard let chip = ChipName(use.chip), let line = LineName(use.line) else {
                return Finding("gpio", .problem, "\(use.owner): '\(use.line)' names no line")
            }
            do throws(GPIOError) {
                let place = try survey.find(chip: chip, line: line, consumers: ["weir", "weir-failsafe"])
                return Finding("gpio", .fine, "\(use.owner) has line \(place)")
            } catch {
                return Finding("gpio", .problem, "\(use.owner): \(error.message)", mend: error.mend)
            }
        }
    }

    /// What a person may take for real.
    private func simulated() -> [Finding] {
        configuration.simulatedParts.map { part in
            Finding(
                "gpio", .warning,
                "\(part.device).\(part.name) is simulated: there is no hardware behind line \(part.line)",
                mend: "write the label of a chip that is there under 'chip'")
        }
    }

    private struct Use {
        var owner: String
        var chip: String
        var line: String
    }

    private var configuredLines: [Use] {
        var uses: [Use] = []
        for binding in configuration.bindings {
            for input in binding.inputs {
                guard case .gpio(let gpio) = input.source, !gpio.line.isSimulated else { continue }
                for line in gpio.line.lines {
                    uses.append(Use(owner: "\(line.device).\(input.name)", chip: gpio.line.chip, line: line.line))
                    if case .quadrature(let quadrature) = gpio.meaning {
                        uses.append(
                            Use(owner: "\(line.device).\(input.name)", chip: gpio.line.chip, line: quadrature.b))
                    }
                }
            }
        }
        uses += drivenLines.map { Use(owner: $0.name, chip: $0.chip, line: $0.line) }
        return uses
    }

    /// The outputs that there is hardware for.
    var drivenLines: [SafeOutputs.Line] { SafeOutputs(configuration).lines.filter { !$0.isSimulated } }

    // MARK: Time

    private func clock() -> [Finding] {
        var findings: [Finding] = []
        if isClockSynchronised {
            findings.append(Finding("clock", .fine, "the clock is synchronised"))
        } else {
            findings.append(
                Finding(
                    "clock", .warning,
                    "the clock is not synchronised: rules run, but times and commands' expiry may be wrong",
                    mend: "start systemd-timesyncd or chrony, and open UDP port 123"))
        }
        if system.names(in: "/sys/class/rtc").isEmpty {
            findings.append(
                Finding(
                    "clock", .warning,
                    "there is no clock with a battery: after a power cut the time is wrong until the network is there",
                    mend: "add one (a DS3231 and dtoverlay=i2c-rtc,ds3231), or let fake-hwclock keep the last time"))
        }
        return findings
    }

    // MARK: Before and after the gateway

    /// What outputs do before the gateway has them: nothing that software can mend, so it is said line by line.
    private func boot() -> [Finding] {
        drivenLines.map { line in
            let isHigh = line.safe != line.isActiveLow
            var mend = "pull it \(isHigh ? "up" : "down") with a resistor outside"
            if let number = line.line.hasPrefix("GPIO") ? Int(line.line.dropFirst(4)) : nil {
                mend += ", and on a Raspberry Pi write 'gpio=\(number)=op,\(isHigh ? "dh" : "dl")' into config.txt"
            }
            return Finding(
                "boot", .warning,
                "\(line.name): from power-on until the gateway starts, \(line.chip) \(line.line) is an input that floats or "
                    + "follows its pull; safe is \(isHigh ? "high" : "low")", mend: mend)
        }
    }
}
