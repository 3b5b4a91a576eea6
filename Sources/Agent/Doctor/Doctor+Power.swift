/// What the board knows of its supply.
extension Doctor {
    private static let supply = "use a supply of the board's rating (5 V, 3 A or more) and a short, thick cable"

    func power() -> [Finding] { firmware() ?? sensor() ?? [] }

    /// The Raspberry Pi's firmware, now and since the start; nil where the kernel does not hand it on.
    private func firmware() -> [Finding]? {
        guard let text = system.text("/sys/devices/platform/soc/soc:firmware/get_throttled") else { return nil }
        let digits = text.split(separator: "\n").first.map(String.init) ?? ""
        guard let bits = UInt32(digits.hasPrefix("0x") ? String(digits.dropFirst(2)) : digits, radix: 16) else {
            return nil
        }
        // Bits 0 and 16: the supply is, or was since the start, below 4.63 V. Bits 2 and 18: the board slows down.
        if bits & 1 != 0 { return [Doctor.isLow] }
        if bits & 0x1_0000 != 0 {
            return [
                Finding(
                    "power", .warning, "the supply's voltage was too low since the board started", mend: Doctor.supply)
            ]
        }
        if bits & 0x4_0004 != 0 {
            return [
                Finding("power", .warning, "the board slowed down to stay cool", mend: "give it air or a heat sink")
            ]
        }
        return [Finding("power", .fine, "the supply's voltage is right")]
    }

    /// The kernel's own driver of the same (raspberrypi-hwmon), which tells of the last seconds; nil where there is none.
    private func sensor() -> [Finding]? {
        let place = "/sys/class/hwmon"
        let names = system.names(in: place).filter { system.firstLine("\(place)/\($0)/name") == "rpi_volt" }
        guard let name = names.first, let alarm = system.firstLine("\(place)/\(name)/in0_lcrit_alarm") else {
            return nil
        }
        return alarm == "0" ? [Finding("power", .fine, "the supply's voltage is right now")] : [Doctor.isLow]
    }

    private static let isLow = Finding(
        "power", .problem, "the supply's voltage is too low now", mend: Doctor.supply)
}
