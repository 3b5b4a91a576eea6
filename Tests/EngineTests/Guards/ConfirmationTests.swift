import Engine
import Expressions
import Telemetry
import TestSupport
import Testing

@Suite struct ConfirmationTests {
    private func at(_ milliseconds: Int64) -> Instant { Instant(milliseconds: milliseconds) }

    @Test("a command that is not confirmed in time has failed, also where nothing is said at all")
    func commands() {
        for feedback in [false, nil] as [Bool?] {
            var confirmation = Confirmation(withinMilliseconds: 3000)
            #expect(confirmation.observe(value: false, feedback: feedback, wanted: true, now: at(0)) == .none)
            confirmation.command(now: at(1000))
            #expect(confirmation.deadline == at(4000))
            #expect(confirmation.observe(value: true, feedback: feedback, wanted: true, now: at(3999)) == .none)
            #expect(confirmation.observe(value: true, feedback: feedback, wanted: true, now: at(4000)) == .failed)
            #expect(confirmation.failureCount == 1)
            #expect(confirmation.deadline == nil)
        }
    }

    @Test("feedback that goes missing by itself is no evidence")
    func silence() {
        var confirmation = Confirmation(withinMilliseconds: 10)
        confirmation.command(now: at(0))
        _ = confirmation.observe(value: true, feedback: true, wanted: true, now: at(5))
        #expect(confirmation.deadline == nil)
        #expect(confirmation.observe(value: true, feedback: nil, wanted: true, now: at(50)) == .none)
        #expect(confirmation.observe(value: true, feedback: false, wanted: true, now: at(60)) == .none)
        #expect(confirmation.deadline == at(70))
        #expect(confirmation.observe(value: true, feedback: nil, wanted: true, now: at(90)) == .none)
        #expect(!confirmation.hasFailed)
    }

    @Test("a fault outlives a restart and new commands; it ends with agreement on what is wanted, or with a person")
    func end() {
        var confirmation = Confirmation(withinMilliseconds: 10)
        confirmation.command(now: at(0))
        #expect(confirmation.observe(value: true, feedback: false, wanted: true, now: at(10)) == .failed)
        confirmation.command(now: at(10))
        confirmation.restart()
        #expect(confirmation.observe(value: false, feedback: false, wanted: true, now: at(20)) == .none)
        #expect(confirmation.hasFailed)
        #expect(confirmation.observe(value: false, feedback: false, wanted: false, now: at(30)) == .over)
        #expect(confirmation.acknowledge() == false)
        confirmation.command(now: at(40))
        #expect(confirmation.observe(value: true, feedback: nil, wanted: true, now: at(50)) == .failed)
        #expect(confirmation.acknowledge() == true)
        #expect(!confirmation.hasFailed)
        #expect(confirmation.failureCount == 2)
    }

    private static let sketch = PlanSketch(
        signals: [.init(name: "t"), .init(name: "running", type: .bool, stale: 50)],
        rules: [
            .init(name: "hot", when: "t > 80.0", set: [("motor", true)]),
            .init(name: "help", when: "motor.fault"),
        ],
        actuators: [.init(name: "motor", safe: false, rest: false, confirm: ("running", 30))])

    @Test("S11: a mismatch raises a fault and makes the output safe")
    func mismatch() throws {
        var rig = try Rig(Self.sketch)
        _ = rig.start(at: 0)
        _ = rig.read(at: 1, ["t": 20.0, "running": false])
        #expect(rig.read(at: 2, ["t": 90.0]) == ["2 d.hot raised t=90", "2 d.motor = true by hot"])
        #expect(
            rig.pass(to: 40) == [
                "32 d.motor.fault raised running=false", "32 d.motor suppressed: fault, hot won",
                "32 d.motor = false at rest", "32 d.help raised",
            ])
        guard case .event(let event) = rig.records[0] else { return #expect(Bool(false)) }
        #expect(event.message == "d: motor was told to be on, and running says that it is off")
        #expect(event.severity == .critical)
        #expect(rig.engine.raised(device: 0) == ["hot", "help", "motor.fault"])
    }

    @Test("the fault's words say what is known, and its identity tells one from the next")
    func identity() throws {
        var rig = try Rig(Self.sketch)
        _ = rig.start(at: 0)
        var ids: Set<Identifier> = []
        for round in 0..<3 {
            let start = Int64(round) * 1000
            _ = rig.read(at: start + 1, ["t": 20.0, "running": false])
            _ = rig.read(at: start + 2, ["t": 90.0])
            _ = rig.pass(to: start + 500)
            for record in rig.records {
                if case .event(let event) = record, event.name == "motor.fault" { ids.insert(event.id) }
            }
            _ = rig.read(at: start + 600, ["t": 20.0, "running": false])
        }
        #expect(ids.count == 3)
    }

    @Test("over random readings: a fault means safe, and an engine restored after every input says the same")
    func random() throws {
        let seed = Trials.seed()
        var generator = SeededGenerator(seed)
        var faults = 0
        for _ in 0..<60 {
            var straight = try Rig(Self.sketch)
            var interrupted = try Rig(Self.sketch)
            var now: Int64 = 0
            for number in 0..<150 {
                now += Int64.random(in: 0...25, using: &generator)
                var input = Input()
                input.now = Instant(milliseconds: now)
                switch Int.random(in: 0..<20, using: &generator) {
                case 0: input.kind = .start
                case 1...2: input.kind = .faultAcknowledgement
                case 3...6: input.kind = .passing
                case 7...12:
                    input = .reading(
                        at: now, device: 0,
                        [.init(signal: 0, value: Bool.random(using: &generator) ? 90.0 : 20.0)], content: UInt64(number)
                    )
                default:
                    let value = [Value.flag(true), .flag(false), nil].randomElement(using: &generator) ?? nil
                    input = .reading(at: now, device: 0, [.init(signal: 1, value: value)], content: UInt64(number))
                }
                let said = straight.take(input)
                #expect(interrupted.take(input) == said, "seed \(seed)")
                interrupted = try interrupted.restored()
                #expect(straight.engine.snapshot() == interrupted.engine.snapshot(), "seed \(seed)")
                let view = straight.engine.actuators(device: 0)[0]
                faults += said.filter { $0.contains("motor.fault raised") }.count
                #expect(!(view.confirmation?.hasFailed ?? true) || !view.value, "seed \(seed): a fault means safe")
            }
        }
        #expect(faults > 50, "the control: faults occur")
    }

    @Test("what is read back from a line confirms it, and is journaled like any input")
    func readBack() throws {
        let slots = [SlotPlan(name: "fan.fault", kind: .on, initial: .bool(false))]
        let template = Template(
            name: "k", inputs: [], slots: slots, signals: [], nodes: [], rules: [],
            actuators: [
                ActuatorPlan(
                    name: "fan", settings: GuardSettings(safe: false, rest: true), onSlot: nil, claimants: [],
                    required: [],
                    confirmation: ConfirmationPlan(feedback: .readBack, withinMilliseconds: 10, faultSlot: 0))
            ], summaries: [], devices: [DevicePlan(name: "d", parameters: [])], isOpen: false)
        var rig = Rig(Engine(plan: Plan(gateway: "g", templates: [template], deviceLimit: 1)))
        _ = rig.start(at: 0)
        #expect(rig.engine.commanded(device: 0) == [false])
        var input = Input()
        input.kind = .readBack
        input.now = Instant(milliseconds: 1)
        input.value = false
        var bytes = ByteWriter()
        input.write(to: &bytes)
        var reader = ByteReader(bytes.bytes)
        let again = try Input(from: &reader)
        #expect(again.kind == .readBack && again.value == false && again.index == 0)
        _ = rig.take(again)
    }
}
