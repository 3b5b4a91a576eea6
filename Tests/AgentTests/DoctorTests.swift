import Configuration
import Foundation
import TestSupport
import Testing

@testable import Agent

/// What `weir doctor` makes of a board, with a directory that stands in for the system's files.
@Suite struct DoctorTests {
    private let root = TemporaryDirectory("weir-doctor")

    private func write(_ text: String, _ path: String) throws {
        let file = root.path + path
        try FileManager.default.createDirectory(
            atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: file))
    }

    private func findings(
        _ device: String = "", gateway: String = "", account: UInt32 = 0, isClockSynchronised: Bool = true
    ) throws -> [Finding] {
        let files = gateway.isEmpty ? "gateway: g\nstore: {path: \(root.path)}\n" : gateway
        let text =
            device.isEmpty
            ? "device: d\ninputs: {i: {gpio: {chip: simulated, line: \"1\"}, signal: s}}\nrules: {r: {when: s}}\n"
            : device
        return Doctor(
            configuration: try configuration(devices: ["d": text], gateway: files), root: root.path, account: account,
            isClockSynchronised: isClockSynchronised
        ).examine()
    }

    private func message(_ subject: String, _ findings: [Finding]) -> [String] {
        findings.filter { $0.subject == subject }.map { "\($0.state): \($0.message)" }
    }

    @Test(
        "undervoltage is told, now or since the start",
        arguments: [
            ("0x0\n", "fine: the supply's voltage is right"),
            ("0x50005\n", "problem: the supply's voltage is too low now"),
            ("50000\n", "warning: the supply's voltage was too low since the board started"),
            ("0x40000", "warning: the board slowed down to stay cool"),
        ])
    func power(text: String, expected: String) throws {
        try write(text, "/sys/devices/platform/soc/soc:firmware/get_throttled")
        #expect(message("power", try findings()) == [expected])
    }

    @Test("what a salvage had no room for is told until it is taken in")
    func leftover() throws {
        func said() throws -> [String] { message("store", try findings()).filter { $0.contains("/quarantine/") } }
        try write("", "/quarantine/1/weir.db")
        #expect(try said() == [])
        try write("", "/quarantine/1/cut")
        #expect(
            try said() == [
                "warning: \(root.path)/quarantine/1 is a damaged database of which a part waits for room"
            ])
    }

    @Test("a clock that follows no other, and one without a battery, are told with their mends")
    func clock() throws {
        func clock(isSynchronised: Bool) throws -> [Finding] {
            try findings(isClockSynchronised: isSynchronised).filter { $0.subject == "clock" }
        }
        let noBattery =
            "warning: there is no clock with a battery: after a power cut the time is wrong until the network is there"
        #expect(message("clock", try clock(isSynchronised: true)) == ["fine: the clock is synchronised", noBattery])
        let adrift = try clock(isSynchronised: false)
        #expect(
            message("clock", adrift) == [
                "warning: the clock is not synchronised: rules run, but times and commands' expiry may be wrong",
                noBattery,
            ])
        #expect(adrift.allSatisfy { $0.mend != nil })
        try write("rtc_ds1307 1-0068\n", "/sys/class/rtc/rtc0/name")
        #expect(message("clock", try clock(isSynchronised: true)) == ["fine: the clock is synchronised"])
    }

    @Test("a board without that file says nothing of its supply")
    func noPower() throws {
        #expect(message("power", try findings()) == [])
    }

    @Test("S6: what every output does before the gateway runs is told, with what holds it at its safe level")
    func bootGap() throws {
        let device = """
            device: d
            inputs: {i: {gpio: {chip: simulated, line: "1"}, signal: s}}
            rules: {r: {when: s, set: {fan: false, pump: true}}}
            actuators:
              fan: {gpio: {chip: pinctrl-rp1, line: GPIO27}, safe: true}
              pump: {gpio: {chip: pinctrl-rp1, line: GPIO23, active: low}, safe: false}
              valve: {gpio: {chip: pinctrl-rp1, line: "4"}, safe: false}
            """
        let found = try findings(device).filter { $0.subject == "boot" }
        #expect(found.map(\.state) == [.warning, .warning, .warning])
        #expect(
            found.map(\.mend) == [
                "pull it up with a resistor outside, and on a Raspberry Pi write 'gpio=27=op,dh' into config.txt",
                "pull it up with a resistor outside, and on a Raspberry Pi write 'gpio=23=op,dh' into config.txt",
                "pull it down with a resistor outside",
            ])
        #expect(found.first?.message.hasPrefix("d.fan: from power-on until the gateway starts") == true)
    }

    @Test("a line of a chip that is not here is a problem with its mend")
    func missingChip() throws {
        let device =
            "device: d\ninputs: {i: {gpio: {chip: no-such-chip, line: GPIO1}, signal: s}}\nrules: {r: {when: s}}\n"
        let found = try findings(device).filter { $0.subject == "gpio" && $0.state == .problem }
        #expect(found.contains { $0.message == "d.i: there is no GPIO chip \"no-such-chip\"" && $0.mend != nil })
    }

    @Test("a broker that answers is fine; one that does not is a problem, and an uplink a warning")
    func brokers() throws {
        let listener = LoopbackListener()
        let free = LoopbackPort.free()
        let gateway = """
            gateway: g
            store: {path: \(root.path)}
            mqtt: {local: {url: "mqtt://127.0.0.1:\(listener.port)"}}
            uplinks: {c: {mqtt: {url: "mqtt://127.0.0.1:\(free)"}}}
            """
        let found = message("broker", try findings(gateway: gateway))
        #expect(found.count == 2)
        #expect(found.first == "fine: the local broker answers at mqtt://127.0.0.1:\(listener.port)")
        #expect(found.last?.hasPrefix("warning: the uplink c does not answer at mqtt://127.0.0.1:\(free): ") == true)
    }

    @Test("a store without a directory, or without room, is a problem")
    func store() throws {
        #expect(
            message("store", try findings(gateway: "gateway: g\nstore: {path: \(root.path)/none}\n")) == [
                "problem: there is no directory \(root.path)/none"
            ])
        let full = message(
            "store", try findings(gateway: "gateway: g\nstore: {path: \(root.path), max_size: 1000000GiB}\n"))
        #expect(full.contains { $0.hasPrefix("problem: ") && $0.contains("are free at") })
    }

    @Test("S14: a hardware watchdog that is missing or that nobody feeds is a warning, with the mend")
    func watchdog() throws {
        #expect(message("watchdog", try findings()).first?.hasPrefix("warning: there is no hardware watchdog") == true)
        try write("", "/dev/watchdog0")
        #expect(message("watchdog", try findings()).first?.hasPrefix("warning: nobody feeds") == true)
        try write("[Manager]\nRuntimeWatchdogSec=15\n", "/etc/systemd/system.conf.d/watchdog.conf")
        #expect(
            message("watchdog", try findings()) == [
                "fine: systemd feeds the hardware watchdog (RuntimeWatchdogSec=15)"
            ])
    }

    @Test(
        "S14: a watchdog that systemd was told to leave alone is fed by nobody; the last word counts",
        arguments: [
            ("RuntimeWatchdogSec=0", false), ("RuntimeWatchdogSec=off", false), ("RuntimeWatchdogSec=", false),
            ("RuntimeWatchdogSec = 0min", false), ("#RuntimeWatchdogSec=15", false), ("RuntimeWatchdogSec = 20s", true),
            ("RuntimeWatchdogSec=15\nRuntimeWatchdogSec=0", false), ("RuntimeWatchdogSec=10min", true),
        ])
    func watchdogSettings(text: String, isFed: Bool) throws {
        try write("", "/dev/watchdog0")
        try write("[Manager]\n\(text)\n", "/etc/systemd/system.conf")
        #expect(message("watchdog", try findings()).first?.hasPrefix("fine:") == isFed)
    }

    @Test("S14: of two files for systemd the one of the later name counts, and /etc before /usr/lib")
    func watchdogFiles() throws {
        try write("", "/dev/watchdog0")
        try write("[Manager]\nRuntimeWatchdogSec=15\n", "/etc/systemd/system.conf.d/10-on.conf")
        try write("[Manager]\nRuntimeWatchdogSec=0\n", "/usr/lib/systemd/system.conf.d/20-off.conf")
        #expect(message("watchdog", try findings()).first?.hasPrefix("warning:") == true)
        try write("[Manager]\n", "/etc/systemd/system.conf.d/20-off.conf")
        #expect(message("watchdog", try findings()).first?.hasPrefix("fine:") == true)
    }

    @Test(
        "undervoltage is told by the kernel's sensor where the firmware's word is not there",
        arguments: [
            ("0\n", "fine: the supply's voltage is right now"), ("1\n", "problem: the supply's voltage is too low now"),
        ])
    func voltageSensor(alarm: String, expected: String) throws {
        try write("cpu_thermal\n", "/sys/class/hwmon/hwmon0/name")
        try write("rpi_volt\n", "/sys/class/hwmon/hwmon1/name")
        try write(alarm, "/sys/class/hwmon/hwmon1/in0_lcrit_alarm")
        #expect(message("power", try findings()) == [expected])
        try write("0x0", "/sys/devices/platform/soc/soc:firmware/get_throttled")
        #expect(message("power", try findings()) == ["fine: the supply's voltage is right"], "it knows more")
    }

    private static let fan = """
        device: d
        inputs: {i: {mqtt: d, signals: {s: s}}}
        rules: {r: {when: s, set: {fan: true}}}
        actuators: {fan: {gpio: {chip: pinctrl-rp1, line: GPIO27}, safe: false}}
        """
    private func gateway() -> String {
        "gateway: g\nstore: {path: \(root.path)}\nmqtt: {local: {url: \"mqtt://127.0.0.1:\(LoopbackPort.free())\"}}\n"
    }

    @Test(
        "strict_gpiod is read as the firmware reads it, and is a warning with the mend",
        arguments: [
            ("", false), ("dtparam=strict_gpiod\n", true), ("  dtparam = audio=on,strict_gpiod # mine\n", true),
            ("dtparam=strict_gpiod=off\n", false), ("#dtparam=strict_gpiod\n", false),
            ("dtparam=strict_gpiod\ndtparam=strict_gpiod=0\n", false), ("[none]\ndtparam=strict_gpiod\n", false),
            ("[none]\n[all]\ndtparam=strict_gpiod=on\n", true), ("dtparam=strict_gpiods\n", false),
            ("dtparam==\ndtparam=audio=on,=\n", false),
        ])
    func strict(text: String, isStrict: Bool) throws {
        try write("Raspberry Pi 5 Model B Rev 1.0\0", "/proc/device-tree/model")
        try write(text, "/boot/firmware/config.txt")
        let found = try findings(Self.fan, gateway: gateway()).filter {
            $0.message.contains("strict_gpiod") || $0.message.contains("keeps a line driven")
        }
        #expect(found.map(\.state) == [isStrict ? .warning : .fine])
        #expect(found.first?.mend?.contains("remove 'dtparam=strict_gpiod'") == (isStrict ? true : nil))
    }

    @Test("as root it is looked up whether the service's group may use the chips, each lack with its mend")
    func permission() throws {
        func said(account: UInt32 = 0) throws -> [String] {
            try findings(Self.fan, gateway: gateway(), account: account)
                .filter { $0.message.contains("service") }.map { "\($0.state): \($0.message)" }
        }
        try write("", "/dev/gpiochip0")
        try write("root:x:0:\n", "/etc/group")
        #expect(try said() == ["problem: there is no group gpio: the gateway's service may use no chip"])
        let own = getegid()
        try write("root:x:0:\ngpio:x:\(own):\n", "/etc/group")
        chmod(root.path + "/dev/gpiochip0", 0o600)
        #expect(
            try said() == [
                "problem: group gpio may not read and write /dev/gpiochip0: the gateway's service has no lines"
            ])
        chmod(root.path + "/dev/gpiochip0", 0o660)
        #expect(try said() == ["fine: the service, in group gpio, may use the chips"])
        try write("gpio:x:\(own + 1):\n", "/etc/group")
        #expect(try said().first?.hasPrefix("problem: group gpio may not") == true)
        #expect(try said(account: 1000) == [], "the gateway's own account sees for itself")
    }

    @Test("hardware that is simulated is a warning for each signal and actuator on it")
    func simulated() throws {
        let found = try findings().filter { $0.message.contains("simulated") }
        #expect(found.map(\.state) == [.warning])
        #expect(found.first?.message == "d.s is simulated: there is no hardware behind line 1")
        #expect(found.first?.mend != nil)
    }
}
