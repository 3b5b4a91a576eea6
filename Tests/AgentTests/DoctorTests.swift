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

    private func findings(_ device: String = "", gateway: String = "") throws -> [Finding] {
        let files = gateway.isEmpty ? "gateway: g\nstore: {path: \(root.path)}\n" : gateway
        let text =
            device.isEmpty
            ? "device: d\ninputs: {i: {gpio: {chip: simulated, line: \"1\"}, signal: s}}\nrules: {r: {when: s}}\n"
            : device
        return Doctor(
            configuration: try configuration(devices: ["d": text], gateway: files), root: root.path
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
        #expect(message("watchdog", try findings()) == ["fine: systemd feeds the hardware watchdog"])
    }
}
