import Telemetry
import Testing

@testable import Agent

/// What people see of what was said.
@Suite struct RecentOutputsTests {
    private static func event(_ time: Int64, _ state: Event.State, _ name: String = "hot") -> RecentOutputs.Entry? {
        let event = Event(
            time: Timestamp(milliseconds: time), device: "pump-7", name: name, state: state, severity: .critical,
            message: "“hot” at \(time)", signals: [], id: Identifier { $0.combine(time) })
        return RecentOutputs.Entry(.event(event))
    }

    @Test("what was said last is kept and read again, as it was told, and no more than the newest of it")
    func coding() throws {
        var recent = RecentOutputs()
        for time in 0..<1000 { recent.note(try #require(Self.event(Int64(time), .raised))) }
        #expect(recent.all.count == RecentOutputs.limit && recent.hasNews)
        let read = try RecentOutputs(recent.bytes)
        #expect(read.all == recent.all.suffix(RecentOutputs.keptCount))
        #expect(read.all.last?.time.milliseconds == 999 && !read.hasNews)
        #expect(try RecentOutputs(RecentOutputs().bytes).all.isEmpty)
        #expect(try RecentOutputs([0xFF]).all.isEmpty, "another form")
        for count in stride(from: 0, to: recent.bytes.count, by: 97) {
            #expect(throws: MalformedBytes.self) { try RecentOutputs(Array(recent.bytes.prefix(count))) }
        }
    }

    @Test("a rule's last raise and its clearing are its own, and the newest")
    func lastOf() throws {
        var recent = RecentOutputs()
        for entry in [Self.event(1, .raised), Self.event(2, .cleared), Self.event(3, .raised, "cold")] {
            recent.note(try #require(entry))
        }
        #expect(recent.lastRaise(device: "pump-7", rule: "hot")?.time.milliseconds == 1)
        #expect(recent.clearing(device: "pump-7", rule: "hot")?.milliseconds == 2)
        #expect(recent.clearing(device: "pump-7", rule: "cold") == nil, "it is raised")
        #expect(recent.lastRaise(device: "pump-8", rule: "hot") == nil)
        recent.note(try #require(Self.event(4, .raised)))
        #expect(recent.clearing(device: "pump-7", rule: "hot") == nil)
        #expect(recent.newest(2, .event).map(\.time.milliseconds) == [3, 4])
    }
}
