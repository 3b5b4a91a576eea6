import Telemetry
import Testing

@testable import Uplinks

@Suite struct RecordTests {
    private static let identifier = Identifier { $0.combine(UInt64(1)) }
    private static let time = Timestamp(milliseconds: 1_700_000_005_000)

    private func bytes(_ output: Output) -> [UInt8] {
        var json = JSONWriter()
        output.write(to: &json)
        return json.bytes
    }

    private static let outputs: [(Output, String)] = [
        (
            .event(
                Event(
                    time: time, device: "pump-7", name: "hot", state: .raised, severity: .critical,
                    message: #"a "quoted" }, \"id\":\"x\" and a \ line"#,
                    signals: [NamedValue(name: "id", value: .text("no"))],
                    id: identifier)), "event"
        ),
        (
            .command(
                Command(
                    time: time, device: "pump-7", actuator: "fan", value: true, rule: nil, priority: nil, id: identifier
                )),
            "command"
        ),
        (
            .summary(
                Summary(
                    time: time, device: "pump-7", name: "minute", from: time, to: time,
                    signals: [Summary.Signal(name: "t", aggregates: [("mean", .number(1.5))], count: 2)], id: identifier
                )),
            "summary"
        ),
    ]

    @Test("a record knows its time, kind, device and identity from its bytes, and keeps the bytes", arguments: 0..<3)
    func parsing(index: Int) throws {
        let (output, kind) = Self.outputs[index]
        let bytes = bytes(output)
        let record = try #require(OutboxRecord(bytes))
        #expect(record.data == bytes && record.kind == kind && record.device == "pump-7")
        #expect(record.time == 1_700_000_005_000 && record.id == Self.identifier.description)
    }

    @Test("times before 1970 are times too")
    func negativeTime() throws {
        let text = #"{"time":-5,"kind":"event","device":"d","id":"\#(Self.identifier)"}"#
        #expect(OutboxRecord(Array(text.utf8))?.time == -5)
    }

    @Test(
        "what is said of the clocks takes no record away",
        arguments: [
            #","time_uncertain":true"#, #","device_time":1700000005001"#,
            #","device_time":1700000005001,"device_time_trusted":false"#,
            #","time_uncertain":true,"device_time":-1,"device_time_trusted":false"#,
        ])
    func clocks(words: String) throws {
        let text = #"{"time":7\#(words),"kind":"reading","device":"d","signals":{},"id":"\#(Self.identifier)"}"#
        let record = try #require(OutboxRecord(Array(text.utf8)))
        #expect(record.time == 7 && record.kind == "reading" && record.device == "d")
    }

    @Test(
        "bytes that are no record are told so, whatever they are",
        arguments: [
            "", "{", "{}", #"{"time":"#, #"{"time":1}"#, #"{"time":x,"kind":"event","device":"d","id":"0"}"#,
            #"{"time":1,"kind":"event"}"#, #"{"time":1,"kind":"suppressed","device":"d","actuator":"a","reason":"x"}"#,
            #"{"time":1,"kind":"event","device":"d","id":"short"}"#,
            #"{"time":1,"kind":"event","device":"d","id":"\#(identifier)"} "#,
            #" {"time":1,"kind":"event","device":"d","id":"\#(identifier)"}"#,
            #"{"time":99999999999999999999,"kind":"event","device":"d","id":"\#(identifier)"}"#,
            #"{"time":1-2,"kind":"event","device":"d","id":"\#(identifier)"}"#,
            #"{"time":1,"kind":"event,"device":"d"#, #"{"device":"d","time":1,"kind":"event","id":"\#(identifier)"}"#,
        ])
    func malformed(text: String) {
        #expect(OutboxRecord(Array(text.utf8)) == nil)
    }

    @Test("every cut of a record is no record, and no crash")
    func cuts() {
        let bytes = bytes(Self.outputs[0].0)
        for length in bytes.indices { #expect(OutboxRecord(Array(bytes[..<length])) == nil) }
        for start in 1..<bytes.count { #expect(OutboxRecord(Array(bytes[start...])) == nil) }
    }

    @Test("a record travels as a CloudEvents 1.0 object whose data are the record's own bytes")
    func cloudEvent() throws {
        let bytes = bytes(Self.outputs[1].0)
        let record = try #require(OutboxRecord(bytes))
        var json = JSONWriter()
        // A writer is used again and again.
        json.string("what was written before")
        CloudEvent(gateway: "plant1-gw3", epoch: 12).write(record, sequence: 345, to: &json)
        #expect(
            json.text
                == #"{"specversion":"1.0","id":"\#(Self.identifier)","source":"weir/plant1-gw3","type":"weir.command","#
                + #""subject":"pump-7","time":"2023-11-14T22:13:25.000Z","datacontenttype":"application/json","#
                + #""sequence":"plant1-gw3/12/345","data":\#(String(decoding: bytes, as: UTF8.self))}"#)
    }

    @Test(
        "a topic is the template with gateway, device and kind put in, and nothing else changed",
        arguments: [
            ("weir/{gateway}/{device}/{kind}", "weir/gw/pump-7/event"), ("fixed", "fixed"), ("", ""),
            ("{kind}", "event"), ("{kind}{device}{kind}", "eventpump-7event"),
            ("a/{other}/{device}", "a/{other}/pump-7"),
            ("a/{device", "a/{device"), ("a}/{kind}", "a}/event"), ("{{device}}", "{{device}}"), ("{}", "{}"),
        ])
    func topics(template: String, topic: String) {
        #expect(TopicTemplate(template, gateway: "gw").topic(device: "pump-7", kind: "event") == topic)
    }

    @Test("what is put in is not filled in again")
    func noSecondExpansion() {
        let template = TopicTemplate("{gateway}/{device}", gateway: "{device}")
        #expect(template.topic(device: "{kind}", kind: "event") == "{device}/{kind}")
    }
}
