import Engine
import Telemetry
import Testing

/// What `stale(x)` and `valid(x)` say of a signal of which nothing was heard yet.
@Suite struct SilenceTests {
    private static let rules = """
        signals: {a: {stale: 30s}}
        rules:
          gone: {when: stale(a)}
          bad: {when: "!valid(a)"}
          loud: {when: b > 1.0, set: {fan: true}}
        actuators: {fan: {mqtt: {topic: plant/m/fan}, safe: false, interlock: "!stale(a)"}}
        """

    private func told(_ machine: Machine) -> [String] {
        machine.events.map { "\($0.time.milliseconds - 1_767_571_200_000) \($0.name) \($0.state)" }
    }

    private func restart(_ machine: inout Machine, at now: Int64) {
        var input = Input()
        input.kind = .start
        input.now = Instant(milliseconds: now)
        input.wallOffset = 1_767_571_200_000
        machine.take(input)
    }

    @Test("not listening is no evidence: a signal is stale when nothing came for so long since the start, not before")
    func start() throws {
        var machine = try Machine(Self.rules)
        #expect(told(machine).isEmpty)
        machine.pass(to: 29_999)
        #expect(told(machine).isEmpty)
        var again = try machine.restored()
        for _ in 0..<2 {
            machine.pass(to: 30_000)
            #expect(told(machine) == ["30000 gone raised", "30000 bad raised"])
            machine.read(at: 40_000, ["a": 1])
            #expect(told(machine) == ["40000 gone cleared", "40000 bad cleared"])
            machine.pass(to: 70_000)
            #expect(told(machine) == ["70000 gone raised", "70000 bad raised"])
            swap(&machine, &again)
        }
    }

    @Test("a restart raises nothing by itself, and what was raised before stays so, untold, until a reading comes")
    func restarted() throws {
        var machine = try Machine(Self.rules)
        machine.read(at: 1000, ["a": 1])
        restart(&machine, at: 20_000)
        #expect(told(machine).isEmpty)
        machine.pass(to: 49_999)
        #expect(told(machine).isEmpty)
        machine.pass(to: 50_000)
        #expect(told(machine) == ["50000 gone raised", "50000 bad raised"])
        restart(&machine, at: 60_000)
        #expect(told(machine).isEmpty)
        machine.pass(to: 100_000)
        #expect(told(machine).isEmpty)
        machine.read(at: 110_000, ["a": 1])
        #expect(told(machine) == ["110000 gone cleared", "110000 bad cleared"])
    }

    @Test(
        "a device that appears is not stale before its first message is read, and is when that lacks the signal for long"
    )
    func admission() throws {
        let text = Self.rules.replacing("plant/m/fan", with: "\"plant/{device}/fan\"")
        let inputs = "device: \"{device}\"\ninputs:\n  i: {mqtt: \"plant/{device}\", signals: {a: a, b: b, c: c}}\n"
        var machine = try Machine(Files(devices: ["m": inputs + text]))
        var input = Input()
        input.kind = .admission
        input.now = Instant(milliseconds: 1000)
        input.name = "x"
        machine.take(input)
        #expect(told(machine).isEmpty)
        machine.read(at: 1000, ["b": 0])
        #expect(told(machine).isEmpty)
        machine.pass(to: 30_999)
        #expect(told(machine).isEmpty)
        machine.pass(to: 31_000)
        #expect(told(machine) == ["31000 gone raised", "31000 bad raised"])
    }

    @Test(
        "a rule that a reload adds for a signal nobody heard of begins to wait then, however long the signal was silent"
    )
    func reload() throws {
        let silent = Machine.inputs + "signals: {a: {stale: 30s}}\nrules: {high: {when: a > 1.0}}\n"
        let files = try Files(devices: ["m": silent])
        let plant = try Plant(files)
        plant.pass(to: 100_000)
        try files.write(silent.replacing("a > 1.0}", with: "a > 1.0}, gone: {when: stale(a)}"), to: "devices/m.yaml")
        #expect(try plant.reload(files).isEmpty)
        #expect(plant.pass(to: 129_999).isEmpty)
        #expect(plant.pass(to: 130_000) == ["130000 m.gone raised stale(a)=true"])
    }

    @Test("an output that asks whether a signal is stale stays safe until the signal was read")
    func interlock() throws {
        var machine = try Machine(Self.rules)
        func commands() -> [Bool] {
            machine.records.compactMap { if case .command(let command) = $0 { command.value } else { nil } }
        }
        machine.read(at: 1000, ["b": 2])
        #expect(commands().isEmpty)
        machine.read(at: 2000, ["a": 1])
        #expect(commands() == [true])
        restart(&machine, at: 3000)
        machine.read(at: 4000, ["b": 2])
        #expect(commands().isEmpty)
        machine.read(at: 5000, ["a": 1])
        #expect(commands() == [true])
        machine.pass(to: 35_000)
        #expect(commands() == [false])
    }
}
