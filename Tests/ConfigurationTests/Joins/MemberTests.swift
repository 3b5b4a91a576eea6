import Configuration
import Engine
import Telemetry
import Testing

/// Devices that gather the readings of others.
@Suite struct MemberTests {
    /// Two lines of pumps from one file, and a device for each line.
    static let pumps = """
        device: "{device}"
        labels: {line: a}
        overrides: {p3: {labels: {line: b}}}
        inputs:
          telemetry: {mqtt: "plant/{device}/telemetry", signals: [power, temperature, running]}
        signals: {power: {unit: kW, stale: 1m}, temperature: {unit: Cel}}
        rules: {hot: {when: temperature > 80.0, until: temperature < 70.0}, idle: {when: running == false}}
        summaries: {own: {every: 1h, of: {power: [mean]}}}
        """

    static let lines = """
        device: "line-{line}"
        inputs:
          pumps: {members: {by: line}, signals: [power, temperature]}
        derive:
          total: sum(pumps.power)
          known: count(pumps.power)
          alarms: count(pumps.hot.raised)
          hottest: max(pumps.temperature)
        rules:
          overload: {when: sum(pumps.power) > 30.0, message: "line {line} draws {total} kW"}
          warm: {when: temperature > 60.0, message: "{member}"}
          all_hot: {when: "all(pumps.temperature > 50.0) && count(pumps.temperature) > 1.0"}
          twice: {pattern: [{start: power > 20.0}, {then: power > 20.0}], key: member, within: 1m}
        summaries:
          minute: {every: 1m, of: {power: [sum, max], member: [distinct]}}
        """

    private func plant() throws -> Plant { try Plant(devices: ["a-pumps": Self.pumps, "lines": Self.lines]) }

    @Test("the values of a label name the devices, which are there from the start")
    func naming() throws {
        let plant = try plant()
        #expect(plant.engine.deviceNames.contains("line-a") && plant.engine.deviceNames.contains("line-b"))
        #expect(plant.engine.deviceCount == 3)
    }

    @Test("an aggregate is of what each member has at present")
    func presentValues() throws {
        let plant = try plant()
        try plant.read("p1", at: 1000, ["power": 10.0])
        #expect(plant.value("total", of: "line-a") == 10.0)
        try plant.read("p2", at: 2000, ["power": 15.0])
        #expect(plant.value("total", of: "line-a") == 25.0)
        let said = try plant.read("p2", at: 3000, ["power": 25.0])
        #expect(said == ["3000 line-a.overload raised sum(pumps.power)=35"])
        guard case .event(let event)? = plant.records.first else { return }
        #expect(event.message == "line a draws 35 kW")
        #expect(plant.value("total", of: "line-b") == nil)
        try plant.read("p3", at: 4000, ["power": 7.0])
        #expect(plant.value("total", of: "line-a") == 35.0)
        #expect(plant.value("total", of: "line-b") == 7.0)
    }

    @Test("a member that is silent for too long takes no part")
    func stale() throws {
        let plant = try plant()
        try plant.read("p1", at: 1000, ["power": 10.0])
        try plant.read("p2", at: 40_000, ["power": 15.0])
        #expect(plant.pass(to: 61_000).contains { $0.hasPrefix("60000 line-a.minute power(sum 25, max 15") })
        #expect(plant.value("total", of: "line-a") == 15.0)
        #expect(plant.value("known", of: "line-a") == 1.0)
        plant.pass(to: 100_000)
        #expect(plant.value("total", of: "line-a") == nil)
        #expect(plant.value("known", of: "line-a") == 0.0)
    }

    @Test("rules of members can be counted, and conditions asked of each")
    func conditions() throws {
        let plant = try plant()
        try plant.read("p1", at: 1, ["temperature": 90.0])
        #expect(plant.value("alarms", of: "line-a") == 1.0)
        let said = try plant.read("p2", at: 2, ["temperature": 55.0])
        #expect(
            said == [
                "2 line-a.warm cleared temperature=55",
                "2 line-a.all_hot raised all(pumps.temperature > 50.0)=true count(pumps.temperature)=2",
            ], "\(said)")
        #expect(plant.value("hottest", of: "line-a") == 90.0)
        try plant.read("p1", at: 3, ["temperature": 65.0])
        #expect(plant.value("alarms", of: "line-a") == 0.0)
    }

    @Test("what members measure is a reading of the device, and says whose it is")
    func readings() throws {
        let plant = try plant()
        let said = try plant.read("p2", at: 1, ["temperature": 61.0])
        #expect(said == ["1 line-a.warm raised temperature=61"])
        guard case .event(let event)? = plant.records.first else { return }
        #expect(event.message == "p2")
    }

    @Test("windows take every reading of every member, and count who it was")
    func windows() throws {
        let plant = try plant()
        for (second, pump) in ["p1", "p2", "p1", "p3"].enumerated() {
            try plant.read(pump, at: Int64(second) * 1000, ["power": 5.0])
        }
        let said = plant.pass(to: 60_000).filter { $0.contains(".minute") }
        #expect(
            said == [
                "60000 line-a.minute power(sum 15, max 5, count 3) member(distinct 2, count 3)",
                "60000 line-b.minute power(sum 5, max 5, count 1) member(distinct 1, count 1)",
            ])
    }

    @Test("patterns are told apart by member")
    func patterns() throws {
        let plant = try plant()
        #expect(try plant.read("p1", at: 1, ["power": 21.0]) == [])
        #expect(try plant.read("p2", at: 2, ["power": 9.0]) == [])
        #expect(try !plant.read("p2", at: 3, ["power": 21.0]).contains { $0.contains("twice") })
        #expect(try plant.read("p1", at: 4, ["power": 22.0]).contains { $0.contains("line-a.twice raised") })
    }

    @Test("a retained reading of a member is a state, and counts in no window")
    func retained() throws {
        let plant = try plant()
        #expect(try plant.read("p1", at: 1, ["power": 40.0], retained: true) == [])
        #expect(plant.value("total", of: "line-a") == 40.0)
        #expect(plant.value("power", of: "line-a") == nil)
        #expect(plant.pass(to: 60_000) == [])
    }

    @Test("members may be listed, or have a label; the device may have inputs of its own and move things")
    func listed() throws {
        let hall = """
            device: hall
            inputs:
              pumps: {members: [p1, p3], signals: {draw: power}}
              others: {members: {label: line, is: a}}
              limit: {mqtt: hall/limit, decode: number, signal: most}
            signals: {draw: {stale: 30s}}
            derive: {first: sum(pumps.power), second: sum(others.power)}
            rules:
              over: {when: sum(pumps.power) > most, set: {shed: true}}
              silent: {heartbeat: pumps, within: 1m}
              high: {when: draw > 100.0}
            actuators: {shed: {mqtt: {topic: hall/shed}, safe: false}}
            """
        let plant = try Plant(devices: ["a-pumps": Self.pumps, "hall": hall])
        try plant.read("p1", at: 1, ["power": 10.0])
        try plant.read("p2", at: 2, ["power": 20.0])
        try plant.read("p3", at: 3, ["power": 30.0])
        #expect(plant.value("first", of: "hall") == 40.0)
        #expect(plant.value("second", of: "hall") == 30.0)
        #expect(
            try plant.read("hall", at: 4, ["most": 39.0], input: "limit").map { String($0.prefix(24)) } == [
                "4 hall.over raised most=", "4 hall.shed = true by ov",
            ])
        #expect(plant.pass(to: 30_003).filter { $0.contains("silent") } == [])
        #expect(plant.value("draw", of: "hall") == nil)
        #expect(plant.pass(to: 60_003).filter { $0.contains("silent") } == ["60003 hall.silent raised"])
    }

    @Test("a reload with the same files changes nothing, and one with another label moves the member")
    func reload() throws {
        let plant = try plant()
        try plant.read("p1", at: 1, ["power": 10.0])
        try plant.read("p3", at: 2, ["power": 20.0])
        let before = plant.engine.snapshot()
        try plant.reload(try Files(devices: ["a-pumps": Self.pumps, "lines": Self.lines]))
        #expect(plant.engine.snapshot() == before)
        let moved = Self.pumps.replacing("p3: {labels: {line: b}}", with: "p1: {labels: {line: b}}")
        try plant.reload(try Files(devices: ["a-pumps": moved, "lines": Self.lines]))
        #expect(plant.value("total", of: "line-a") == 20.0)
        #expect(plant.value("total", of: "line-b") == 10.0)
    }

    static let mistakes: [(lines: String, said: String)] = [
        (
            "device: hall\ninputs: {pumps: {members: {label: lin, is: a}}}",
            "2:27: error: no device has a label 'lin'; write 'line'"
        ),
        (
            "device: hall\ninputs: {pumps: {members: {label: line, is: c}}}",
            "2:27: error: no device has 'c' for its 'line'; write 'a'"
        ),
        (
            "device: hall\ninputs: {pumps: {members: {label: line}}}",
            "2:27: error: nothing says which value of 'line' members have; write '{label: line, is: VALUE}', or '{by: line}' for a device each"
        ),
        (
            "device: hall\ninputs: {pumps: {members: {by: line}}}",
            "1:9: error: nothing tells the devices of the values of 'line' apart; write device: \"line-{line}\""
        ),
        (
            "device: hall\ninputs: {pumps: {members: [p1, p1]}}",
            "2:27: error: the member 'p1' is listed twice; remove one"
        ),
        (
            "device: hall\ninputs: {pumps: {members: [p1], signals: [powr]}}",
            "2:43: error: no member has a signal 'powr'; write 'power'"
        ),
        (
            "device: hall\ninputs: {pumps: {members: [p1], decode: json}}",
            "2:33: error: 'decode' means nothing for an input with 'members'; remove it"
        ),
        (
            "device: hall\ninputs: {pumps: {members: [p1]}}\nderive: {x: pumps.power}",
            "3:19: error: 'pumps.power' is a value of each member; write sum(pumps.power), or mean, min, max, count, any, all"
        ),
        (
            "device: hall\ninputs: {pumps: {members: [p1]}}\nderive: {x: sum(pumps.pover)}",
            "3:23: error: no member has a 'pover'; write 'power'"
        ),
        (
            "device: hall\ninputs: {pumps: {members: [p1]}}\nderive: {x: \"sum(mean(pumps.power, 10m))\"}",
            "3:18: error: 'mean' remembers, and cannot do so for each member; derive it in the members' file, and name that"
        ),
        (
            "device: hall\ninputs: {pumps: {members: [p1]}}\nderive: {x: any(pumps.power)}",
            "3:23: error: this is a double, not a bool; write pumps.power != 0.0"
        ),
    ]

    @Test("a mistake is told at its place", arguments: mistakes.indices)
    func mistake(index: Int) throws {
        let (text, said) = Self.mistakes[index]
        let files = try Files(devices: ["a-pumps": Self.pumps, "hall": text])
        #expect(files.load().lines.contains("devices/hall.yaml:\(said)"), "\(files.load().lines)")
    }

    @Test("members that measure in different units are not added up")
    func units() throws {
        let fan = """
            device: fan-1
            labels: {line: a}
            inputs: {telemetry: {mqtt: fan, signals: [power]}}
            signals: {power: {unit: W}}
            rules: {on: {when: power > 1.0}}
            """
        let files = try Files(devices: ["a-pumps": Self.pumps, "fan": fan, "lines": Self.lines])
        #expect(
            files.load().lines.contains(
                "devices/lines.yaml:3:42: error: 'power' is in kW in devices/a-pumps.yaml and in W in devices/fan.yaml; convert one of them there, or gather them in two inputs"
            ), "\(files.load().lines)")
    }

    @Test("a label names so many devices and no more")
    func bound() throws {
        let gateway = Files.gateway + "limits: {label_groups: 1}\n"
        let files = try Files(gateway: gateway, devices: ["a-pumps": Self.pumps, "lines": Self.lines])
        #expect(
            files.load().lines == [
                "devices/lines.yaml:3:20: error: 'line' has 2 values, and 1 are taken; write 'limits: {label_groups: 2}' in weir.yaml"
            ])
    }
}
