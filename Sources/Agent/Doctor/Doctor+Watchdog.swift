/// Whether something restarts a board whose kernel hangs.
extension Doctor {
    func watchdog() -> [Finding] {
        guard system.exists("/dev/watchdog") || system.exists("/dev/watchdog0") else {
            return [
                Finding(
                    "watchdog", .warning, "there is no hardware watchdog: a kernel that hangs stays as it is",
                    mend: "enable the board's (dtparam=watchdog=on on a Raspberry Pi)")
            ]
        }
        guard let period = watchdogPeriod else {
            return [
                Finding(
                    "watchdog", .warning, "nobody feeds the hardware watchdog: a kernel that hangs stays as it is",
                    mend: "write 'RuntimeWatchdogSec=15' into /etc/systemd/system.conf, and restart")
            ]
        }
        return [Finding("watchdog", .fine, "systemd feeds the hardware watchdog (RuntimeWatchdogSec=\(period))")]
    }

    /// What systemd was told last (systemd-system.conf(5)); nil where that is to leave it alone.
    private var watchdogPeriod: String? {
        let folders = ["/usr/lib/systemd/system.conf.d", "/etc/systemd/system.conf.d"]
        // One in /etc takes the place of one of the same name elsewhere; all count in the order of their names.
        var files: [String: String] = [:]
        for folder in folders {
            for name in system.names(in: folder) where name.hasSuffix(".conf") { files[name] = "\(folder)/\(name)" }
        }
        let paths = ["/etc/systemd/system.conf"] + files.sorted { $0.key < $1.key }.map(\.value)
        var period: Substring?
        for line in paths.flatMap({ (system.text($0) ?? "").split(separator: "\n") }) {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0].filter({ !$0.isWhitespace }) == "RuntimeWatchdogSec" else { continue }
            period = parts[1].drop { $0.isWhitespace }
        }
        guard let period else { return nil }
        let text = String(period.prefix { !$0.isWhitespace })
        // A time of zero in any unit: 0, 0s, 0min.
        let isZero = text.first == "0" && !text.contains { ("1"..."9").contains($0) }
        return text.isEmpty || text == "off" || isZero ? nil : text
    }
}
