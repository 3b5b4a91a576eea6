internal import CLinux
public import Configuration
internal import GPIO
internal import Glibc

/// Looks at the board for what the gateway needs of it, and says how to mend what is missing. It asks, and changes nothing.
public struct Doctor {
    let configuration: GatewayConfiguration
    let system: SystemFiles

    /// - Parameter root: where the system's files are; another one than `/` for tests.
    public init(configuration: GatewayConfiguration, root: String = "") {
        self.configuration = configuration
        system = SystemFiles(root: root)
    }

    /// All that was looked at, in the order in which a person would.
    public func examine() -> [Finding] {
        board() + lines() + handing() + brokers() + clock() + store() + power() + boot() + watchdog()
    }

    // MARK: GPIO

    private var usesGPIO: Bool {
        configuration.bindings.contains { binding in
            binding.inputs.contains {
                if case .gpio(let gpio) = $0.source { gpio.line.chip != LineBinding.simulatedChip } else { false }
            } || !SafeOutputs(configuration).lines.isEmpty
        }
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

    private struct Use {
        var owner: String
        var chip: String
        var line: String
    }

    private var configuredLines: [Use] {
        var uses: [Use] = []
        for binding in configuration.bindings {
            for input in binding.inputs {
                guard case .gpio(let gpio) = input.source else { continue }
                for line in gpio.line.lines {
                    uses.append(Use(owner: "\(line.device).\(input.name)", chip: gpio.line.chip, line: line.line))
                    if case .quadrature(let quadrature) = gpio.meaning {
                        uses.append(
                            Use(owner: "\(line.device).\(input.name)", chip: gpio.line.chip, line: quadrature.b))
                    }
                }
            }
        }
        uses += SafeOutputs(configuration).lines.map { Use(owner: $0.name, chip: $0.chip, line: $0.line) }
        return uses.filter { $0.chip != LineBinding.simulatedChip }
    }

    /// Whether the account that this runs under may use the chips, and what the kernel does with a line that is let go of.
    private func handing() -> [Finding] {
        guard usesGPIO else { return [] }
        var findings: [Finding] = []
        if geteuid() == 0 {
            findings.append(
                Finding(
                    "gpio", .fine, "looked at as root: whether the account 'weir' may use the chips was not seen",
                    mend: "run it as that account: sudo -u weir weir doctor"))
        }
        if let model = system.text("/proc/device-tree/model"), model.contains("Raspberry Pi") {
            let boot = ["/boot/firmware/config.txt", "/boot/config.txt"].compactMap { system.text($0) }.first ?? ""
            let isStrict = boot.split(separator: "\n").contains { $0.hasPrefix("dtparam=strict_gpiod") }
            findings.append(
                Finding(
                    "gpio", .fine,
                    isStrict
                        ? "strict_gpiod is set: a line that is let go of becomes an input"
                        : "this kernel keeps a line driven after it is let go of, until something else takes it"))
        }
        return findings
    }

    // MARK: Time

    private func clock() -> [Finding] {
        var findings: [Finding] = []
        if weir_clock_is_synchronised() == 1 {
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

    // MARK: Power

    private func power() -> [Finding] {
        guard let text = system.text("/sys/devices/platform/soc/soc:firmware/get_throttled") else { return [] }
        let digits = text.split(separator: "\n").first.map(String.init) ?? ""
        guard let bits = UInt32(digits.hasPrefix("0x") ? String(digits.dropFirst(2)) : digits, radix: 16) else {
            return []
        }
        let mend = "use a supply of the board's rating (5 V, 3 A or more) and a short, thick cable"
        // Bits 0 and 16: the supply is, or was since the start, below 4.63 V. Bits 2 and 18: the board slows down.
        if bits & 1 != 0 { return [Finding("power", .problem, "the supply's voltage is too low now", mend: mend)] }
        if bits & 0x1_0000 != 0 {
            return [Finding("power", .warning, "the supply's voltage was too low since the board started", mend: mend)]
        }
        if bits & 0x4_0004 != 0 {
            return [
                Finding("power", .warning, "the board slowed down to stay cool", mend: "give it air or a heat sink")
            ]
        }
        return [Finding("power", .fine, "the supply's voltage is right")]
    }

    // MARK: Before and after the gateway

    /// What outputs do before the gateway has them: nothing that software can mend, so it is said line by line.
    private func boot() -> [Finding] {
        SafeOutputs(configuration).lines.map { line in
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

    private func watchdog() -> [Finding] {
        guard system.exists("/dev/watchdog") || system.exists("/dev/watchdog0") else {
            return [
                Finding(
                    "watchdog", .warning, "there is no hardware watchdog: a kernel that hangs stays as it is",
                    mend: "enable the board's (dtparam=watchdog=on on a Raspberry Pi)")
            ]
        }
        let settings =
            ["/etc/systemd/system.conf"]
            + system.names(in: "/etc/systemd/system.conf.d").map {
                "/etc/systemd/system.conf.d/" + $0
            }
        let isFed = settings.contains { path in
            (system.text(path) ?? "").split(separator: "\n").contains { $0.hasPrefix("RuntimeWatchdogSec=") }
        }
        return [
            isFed
                ? Finding("watchdog", .fine, "systemd feeds the hardware watchdog")
                : Finding(
                    "watchdog", .warning, "nobody feeds the hardware watchdog: a kernel that hangs stays as it is",
                    mend: "write 'RuntimeWatchdogSec=15' into /etc/systemd/system.conf, and restart")
        ]
    }
}
