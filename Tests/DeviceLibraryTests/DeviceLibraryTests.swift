import Configuration
import Documents
import Telemetry
import Testing

@Suite("The library of device files")
struct DeviceLibraryTests {
    /// The files that have a test below.
    static let tested = ["door-contact.yaml", "pump.yaml", "relay-fan.yaml", "tank.yaml", "zigbee-climate.yaml"]

    @Test("every file of the library has a test")
    func complete() throws {
        #expect(try Library.names() == Self.tested)
    }

    @Test("every file passes the check without an error or a warning", arguments: tested)
    func check(name: String) throws {
        let diagnostics = GatewayLoader().check(deviceFile: try Library.file(name))
        #expect(diagnostics.errorCount == 0 && diagnostics.warningCount == 0, "\(diagnostics.text())")
    }

    @Test("a pump that is too hot is stopped and cooled, and runs again when it is cool")
    func pump() throws {
        let replay = try LibraryReplay("pump.yaml")
        func telemetry(_ temperature: Double, running: Bool, at time: Int64) throws {
            let payload = """
                {"ts":\(LibraryReplay.start + time),"temp":\(temperature),"vib":{"rms":2.5},"state":{"on":\(running)},"kw":9}
                """
            try replay.message("plant/pump-7/telemetry", payload, at: time)
        }
        try replay.level(0, line: "GPIO17", at: 0)
        for second in 1...4 { try telemetry(84, running: true, at: Int64(second) * 1000) }
        // pump-7 may get hotter than the others: 85 °C.
        for second in 5...11 { try telemetry(86, running: true, at: Int64(second) * 1000) }
        for second in 12...13 { try telemetry(82, running: false, at: Int64(second) * 1000) }
        try telemetry(79, running: false, at: 14_000)
        #expect(replay.events("overheating") == ["raised at 10000", "cleared at 14000"])
        #expect(replay.lastMessage("overheating") == "pump-7 at 79 °C on line b")
        #expect(replay.commands("motor") == ["on at 1000", "off at 10000", "on at 14000"])
        #expect(replay.commands("fan") == ["off at 1000", "on at 10000", "off at 14000"])
    }

    @Test("a tank that runs low is filled until it is full")
    func tank() throws {
        let replay = try LibraryReplay("tank.yaml")
        func reading(_ level: Double, filling: Bool, at time: Int64) throws {
            let payload = #"{"ts":\#(LibraryReplay.start + time),"level":\#(level),"filling":\#(filling)}"#
            try replay.message("plant/tank-1/level", payload, at: time)
        }
        try reading(26, filling: false, at: 0)
        try reading(24.5, filling: false, at: 1000)
        try reading(24.3, filling: false, at: 6000)
        try reading(50, filling: true, at: 16_000)
        try reading(81, filling: true, at: 26_000)
        try reading(96, filling: true, at: 36_000)
        try reading(79, filling: false, at: 46_000)
        try replay.pass(to: 60_000)
        #expect(replay.events("low") == ["raised at 6000", "cleared at 26000"])
        #expect(replay.commands("inlet") == ["on at 6000", "off at 26000"])
        #expect(replay.events("not_filling") == [])
        #expect(replay.events("brimming") == ["raised at 36000", "cleared at 46000"])
        #expect(replay.summaries("minute").first?.signals.first?.count == 7)
    }

    @Test("a tank whose inlet does not open is told")
    func tankStuck() throws {
        let replay = try LibraryReplay("tank.yaml")
        for second in stride(from: Int64(0), through: 40, by: 5) {
            try replay.message("plant/tank-1/level", #"{"level":20,"filling":false}"#, at: second * 1000)
        }
        try replay.message("plant/tank-1/level", #"{"level":20,"filling":true}"#, at: 45_000)
        #expect(replay.events("low") == ["raised at 5000"])
        #expect(replay.events("not_filling") == ["raised at 35000", "cleared at 45000"])
    }

    @Test("a cold store that stays too warm is told, an opened door is not")
    func zigbeeClimate() throws {
        let replay = try LibraryReplay("zigbee-climate.yaml")
        func reading(_ temperature: Double, minute: Int64) throws {
            let payload = """
                {"battery":97,"humidity":61.4,"linkquality":120,"temperature":\(temperature),"voltage":3000}
                """
            try replay.message("zigbee2mqtt/cold-store", payload, at: minute * 60_000)
        }
        try reading(4.3, minute: 0)
        try reading(9.1, minute: 1)
        try reading(5, minute: 6)
        try reading(8.6, minute: 20)
        try reading(7.5, minute: 40)
        try reading(6.9, minute: 45)
        #expect(replay.events("too_warm") == ["raised at 1800000", "cleared at 2700000"])
        #expect(replay.summaries("quarter").first?.signals.map(\.name) == ["temperature", "humidity", "link"])
    }

    @Test("a sensor that Zigbee2MQTT calls offline is told")
    func zigbeeAvailability() throws {
        let replay = try LibraryReplay("zigbee-climate.yaml")
        try replay.message("zigbee2mqtt/cold-store", #"{"temperature":4.3,"linkquality":28}"#, at: 0)
        try replay.message("zigbee2mqtt/cold-store/availability", #"{"state":"offline"}"#, at: 1000)
        try replay.pass(to: 400_000)
        try replay.message("zigbee2mqtt/cold-store/availability", #"{"state":"online"}"#, at: 500_000)
        #expect(replay.events("unreachable") == ["raised at 301000", "cleared at 500000"])
        #expect(replay.lastMessage("unreachable") == "cold-store does not answer; its last link quality was 28")
    }

    @Test("a door that is left open is told once it has been open for two minutes")
    func doorContact() throws {
        let replay = try LibraryReplay("door-contact.yaml")
        try replay.level(0, line: "GPIO5", at: 0)
        try replay.level(1, line: "GPIO5", at: 1000)
        try replay.level(0, line: "GPIO5", at: 60_000)
        try replay.level(1, line: "GPIO5", at: 100_000)
        try replay.pass(to: 230_000)
        try replay.level(0, line: "GPIO5", at: 240_000)
        #expect(
            replay.events("opened")
                == ["raised at 1000", "cleared at 60000", "raised at 100000", "cleared at 240000"])
        #expect(replay.events("left_open") == ["raised at 220000", "cleared at 240000"])
    }

    @Test("a fan runs from one temperature to another, and its failure is told")
    func relayFan() throws {
        let replay = try LibraryReplay("relay-fan.yaml")
        let temperatures = [31.4, 40.5, 41, 38, 36, 34.9]
        for (index, temperature) in temperatures.enumerated() {
            try replay.message("cabinets/cabinet-1/temperature", "\(temperature)", at: Int64(index) * 10_000)
        }
        #expect(replay.events("warm") == ["raised at 20000", "cleared at 50000"])
        // It ran from before the first reading on, which says that it is not needed.
        #expect(replay.commands("fan") == ["off at 0", "on at 20000", "off at 50000"])
        try replay.message("cabinets/cabinet-1/temperature", "56", at: 60_000)
        try replay.message("cabinets/cabinet-1/temperature", "57", at: 120_000)
        try replay.message("cabinets/cabinet-1/temperature", "39", at: 130_000)
        #expect(replay.events("too_hot") == ["raised at 120000", "cleared at 130000"])
        #expect(replay.commands("fan").last == "on at 70000")
    }
}
