import Telemetry
import Testing

/// The output lines of the command line's contract: keys in one order, absent where they do not apply.
@Suite struct OutputFormTests {
    private let time = Timestamp(milliseconds: 1_700_000_005_000)
    private let identifier = Identifier { $0.combine(UInt64(1)) }

    private func text(_ output: Output) -> String {
        var json = JSONWriter()
        output.write(to: &json)
        return json.text
    }

    private func event(_ state: Event.State, message: String?, signals: [NamedValue]) -> Output {
        .event(
            Event(
                time: time, device: "pump-7", name: "overheating", state: state, severity: .critical, message: message,
                signals: signals, id: identifier))
    }

    @Test("an event has its keys in the order of the contract")
    func events() {
        let signals = [
            NamedValue(name: "temperature", value: .number(81.2)), NamedValue(name: "running", value: .flag(true)),
            NamedValue(name: "mode", value: .text("auto")),
        ]
        #expect(
            text(event(.raised, message: "pump-7 at 81.2 °C", signals: signals))
                == #"{"time":1700000005000,"kind":"event","device":"pump-7","name":"overheating","state":"raised","#
                + #""severity":"critical","message":"pump-7 at 81.2 °C","#
                + #""signals":{"temperature":81.2,"running":true,"mode":"auto"},"id":"\#(identifier)"}"#)
        #expect(
            text(event(.cleared, message: nil, signals: []))
                == #"{"time":1700000005000,"kind":"event","device":"pump-7","name":"overheating","state":"cleared","#
                + #""severity":"critical","signals":{},"id":"\#(identifier)"}"#)
    }

    @Test("a command has its keys in the order of the contract, and no rule where nothing claims the actuator")
    func commands() {
        var command = Command(
            time: time, device: "pump-7", actuator: "motor", value: false, rule: "overheating", priority: 4,
            id: identifier)
        #expect(
            text(.command(command))
                == #"{"time":1700000005000,"kind":"command","device":"pump-7","actuator":"motor","value":false,"#
                + #""rule":"overheating","priority":4,"id":"\#(identifier)"}"#)
        command.rule = nil
        command.priority = nil
        command.value = true
        #expect(
            text(.command(command))
                == #"{"time":1700000005000,"kind":"command","device":"pump-7","actuator":"motor","value":true,"#
                + #""id":"\#(identifier)"}"#)
    }

    @Test("a summary has its keys in the order of the contract, and the count after the aggregates")
    func summaries() {
        let summary = Summary(
            time: time, device: "pump-7", name: "minute", from: Timestamp(milliseconds: -60_000),
            to: Timestamp(milliseconds: 0),
            signals: [
                Summary.Signal(
                    name: "temperature", aggregates: [("min", .number(70.1)), ("last", .text("x"))], count: 60),
                Summary.Signal(name: "running", aggregates: [], count: 2),
            ], id: identifier)
        #expect(
            text(.summary(summary))
                == #"{"time":1700000005000,"kind":"summary","device":"pump-7","name":"minute","from":-60000,"to":0,"#
                + #""signals":{"temperature":{"min":70.1,"last":"x","count":60},"running":{"count":2}},"#
                + #""id":"\#(identifier)"}"#)
    }

    @Test("a suppression has its keys in the order of the contract")
    func suppressions() {
        var suppression = Suppression(
            time: time, device: "pump-7", actuator: "fan", reason: "min_off", winner: "manual")
        #expect(
            text(.suppression(suppression))
                == #"{"time":1700000005000,"kind":"suppressed","device":"pump-7","actuator":"fan","#
                + #""reason":"min_off","winner":"manual"}"#)
        suppression.winner = nil
        #expect(
            text(.suppression(suppression))
                == #"{"time":1700000005000,"kind":"suppressed","device":"pump-7","actuator":"fan","reason":"min_off"}"#)
    }

    @Test("severities have names that read back, and an order from info to critical")
    func severities() {
        #expect(Severity.allCases.map(\.name) == ["info", "warning", "minor", "major", "critical"])
        #expect(Severity.allCases.allSatisfy { Severity(name: $0.name) == $0 })
        #expect(Severity.allCases.sorted() == Severity.allCases)
        #expect(Severity(name: "fatal") == nil)
    }

    @Test("every reason for a rejection has a name of its own that a metric can carry")
    func reasons() {
        let names = RejectReason.allCases.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(names.allSatisfy { $0.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789_".contains($0) } })
    }
}
