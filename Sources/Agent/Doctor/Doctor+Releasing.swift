/// What becomes of a line that nobody holds any more, as after a crash.
extension Doctor {
    func releasing() -> [Finding] {
        guard !drivenLines.isEmpty, let model = system.text("/proc/device-tree/model"), model.contains("Raspberry Pi")
        else { return [] }
        let file = ["/boot/firmware/config.txt", "/boot/config.txt"].compactMap { system.text($0) }.first ?? ""
        guard BootConfiguration(file).isSet("strict_gpiod") else {
            return [
                Finding(
                    "gpio", .fine,
                    "this kernel keeps a line driven after it is let go of, until something else takes it")
            ]
        }
        return [
            Finding(
                "gpio", .warning,
                "strict_gpiod is set: a line that is let go of becomes an input, and floats until weir-failsafe has it",
                mend:
                    "remove 'dtparam=strict_gpiod' from config.txt and restart, or pull each output to its safe level "
                    + "with a resistor outside")
        ]
    }
}

/// The device-tree parameters of a Raspberry Pi's config.txt.
struct BootConfiguration {
    /// By name, the values in the order of the file.
    private var parameters: [String: String] = [:]

    init(_ text: String) {
        // Which board a filter such as [pi4] means is for the firmware to know: all count but those that none has.
        var counts = true
        for line in text.split(whereSeparator: \.isNewline) {
            let line = line.prefix { $0 != "#" }.filter { !$0.isWhitespace }
            if line.hasPrefix("[") { counts = line != "[none]" }
            guard counts, line.hasPrefix("dtparam=") else { continue }
            for entry in line.dropFirst(8).split(separator: ",") {
                let parts = entry.split(separator: "=", maxSplits: 1)
                guard let name = parts.first else { continue }
                parameters[String(name)] = parts.count > 1 ? String(parts[1]) : "on"
            }
        }
    }

    /// Whether a parameter that is a switch is on: the last word counts, and none but these is off.
    func isSet(_ name: String) -> Bool {
        guard let value = parameters[name] else { return false }
        return !["off", "no", "false", "n", "0"].contains(value)
    }
}
