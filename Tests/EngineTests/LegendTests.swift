import Telemetry
import Testing

@testable import Engine

/// The names that a journal carries.
@Suite struct LegendTests {
    private static let legend = Legend(
        reason: .reload, now: Instant(milliseconds: 12_345), wallOffset: -7, epoch: 99,
        templates: [
            Legend.Template(name: "a", inputs: ["i"], signals: ["s", "t"], rules: ["r"], actuators: [], shapes: [5]),
            Legend.Template(name: "{device}", inputs: [], signals: [], rules: [], actuators: ["m"]),
        ],
        devices: [
            Legend.Device(name: "a", template: 0, isAdmitted: false),
            Legend.Device(name: "d1", template: 1, isAdmitted: true),
        ],
        fresh: [PlanDifference.Part(template: "a", rules: ["r"], summaries: ["minute"])])

    private var bytes: [UInt8] {
        var bytes = ByteWriter()
        Self.legend.write(to: &bytes)
        return bytes.bytes
    }

    @Test("a legend is read as it was written, and told from an input")
    func coding() throws {
        guard case .legend(let legend) = try JournalEntry(bytes) else {
            Issue.record("no legend")
            return
        }
        #expect(legend == Self.legend)
        var input = Input()
        input.kind = .clock
        input.now = Instant(milliseconds: 5)
        var written = ByteWriter()
        input.write(to: &written)
        guard case .input(let read) = try JournalEntry(written.bytes) else {
            Issue.record("no input")
            return
        }
        #expect(read.kind == .clock && read.now == input.now)
    }

    @Test("a legend of a version that wrote no shapes is read without them")
    func former() throws {
        // One rule: its shape is the last word.
        guard case .legend(let legend) = try JournalEntry(Array(bytes.dropLast(8))) else {
            Issue.record("no legend")
            return
        }
        #expect(legend.templates[0].rules == ["r"] && legend.templates[0].shape(ofRule: "r") == nil)
        #expect(legend.fresh == Self.legend.fresh)
        #expect(Self.legend.templates[0].shape(ofRule: "r") == 5)
        #expect(Self.legend.templates[0].shape(ofRule: "other") == nil)
    }

    @Test("a legend that is cut or changed is refused or another one, and never more than it may be")
    func damage() throws {
        let complete = bytes.count - 8
        for count in 0..<bytes.count where count != complete {
            #expect(throws: MalformedBytes.self) { try JournalEntry(Array(bytes.prefix(count))) }
        }
        for index in bytes.indices.dropFirst() {
            var damaged = bytes
            damaged[index] ^= 0x81
            // Whatever it is read as, it is within bounds.
            if case .legend(let legend)? = try? JournalEntry(damaged) {
                #expect(legend.devices.allSatisfy { $0.template < legend.templates.count })
            }
        }
    }

    @Test("a difference of plans names what is added, changed and removed, of templates that came and went too")
    func difference() {
        func plan(_ templates: [(String, [(String, UInt64)])]) -> Plan {
            Plan(gateway: "g", templates: templates.map { name, rules in template(name, rules) }, deviceLimit: 10)
        }
        let former = plan([("a", [("x", 1), ("y", 2), ("z", 3)]), ("gone", [("q", 4)])])
        let present = plan([("a", [("y", 2), ("x", 5), ("w", 6)]), ("new", [("p", 7)])])
        let difference = PlanDifference(from: former, to: present)
        #expect(
            difference.added == [
                PlanDifference.Part(template: "a", rules: ["w"], summaries: []),
                PlanDifference.Part(template: "new", rules: ["p"], summaries: []),
            ])
        #expect(difference.changed == [PlanDifference.Part(template: "a", rules: ["x"], summaries: [])])
        #expect(
            difference.removed == [
                PlanDifference.Part(template: "a", rules: ["z"], summaries: []),
                PlanDifference.Part(template: "gone", rules: ["q"], summaries: []),
            ])
        #expect(
            difference.fresh == [
                PlanDifference.Part(template: "a", rules: ["x", "w"], summaries: []),
                PlanDifference.Part(template: "new", rules: ["p"], summaries: []),
            ])
        #expect(PlanDifference(from: present, to: present).isEmpty)
    }

    private func template(_ name: String, _ rules: [(String, UInt64)]) -> Template {
        Template(
            name: name, inputs: ["i"], slots: [], signals: [], nodes: [],
            rules: rules.map { rule, shape in
                RulePlan(
                    name: rule, trigger: .heartbeat(HeartbeatPlan(source: .input(0), withinMilliseconds: 1)),
                    severity: .info, message: [], settings: [], priority: 10, raisedSlot: 0, reported: [],
                    shape: shape)
            },
            actuators: [], summaries: [], devices: [], isOpen: true)
    }
}
