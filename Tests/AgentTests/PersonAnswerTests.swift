import Foundation
import TestSupport
import Testing

@testable import Agent

/// What a person at the gateway is told, and when.
@Suite struct PersonAnswerTests {
    private static let gate = """
        device: gate
        inputs: {contact: {gpio: {chip: simulated, line: DOOR}, signal: open}}
        rules: {opened: {when: open, latch: until_ack, set: {horn: true}}}
        actuators: {lamp: {gpio: {chip: simulated, line: LAMP}, safe: false}, horn: {gpio: {chip: simulated, line: HORN}, safe: false}}
        """

    /// Sends what a person asks for; when this returns the control thread has served it.
    private func ask(
        _ rig: ControlRig, _ action: PersonRequest.Action, _ target: String = "gate.lamp"
    ) throws -> Reply {
        let reply = Reply(capacity: 1)
        rig.inbox.send(.person(PersonRequest(action, target: target, by: .user(0)), reply))
        _ = try rig.status()
        return reply
    }

    private func text(_ reply: Reply) -> String? {
        reply.takeAll().first.map { String(decoding: $0, as: UTF8.self) }
    }

    private func lamp(_ rig: ControlRig) throws -> Bool? {
        let lines = try rig.status()["lines"] as? [NSDictionary] ?? []
        return lines.first { $0["line"] as? String == "simulated LAMP" }?["level"] as? Bool
    }

    @Test("S9: an override moves the output at once, and is confirmed when it is stored; a refusal waits for nothing")
    func confirmed() throws {
        let rig = ControlRig(try configuration(devices: ["gate": Self.gate]))
        let first = try rig.nextBatch()
        rig.simulate("DOOR", true)
        let set = try ask(rig, .set(true, milliseconds: 60_000))
        let acknowledged = try ask(rig, .acknowledge, "gate.opened")
        #expect(try lamp(rig) == true)
        #expect(set.count == 0 && acknowledged.count == 0, "nothing is stored yet")
        let refused = text(try ask(rig, .release, "gate.horn"))
        #expect(refused == #"{"ok":false,"reason":"gate.horn is not overridden"}"#)
        rig.commit(first)
        let second = try rig.nextBatch()
        _ = try rig.status()
        #expect(set.count == 0, "what was stored is older than the override")
        rig.commit(second)
        _ = try rig.status()
        for answer in [text(set), text(acknowledged)] {
            let answer = try #require(answer)
            #expect(answer.hasPrefix(#"{"ok":true,"#) && answer.contains(#""stored":true"#), "\(answer)")
        }
        try rig.stop()
    }

    @Test("a person waits no longer than a while for the disk, and is told that it is not stored")
    func unstored() throws {
        let rig = ControlRig(try configuration(devices: ["gate": Self.gate]))
        let first = try rig.nextBatch()
        // The store neither takes it nor says why.
        let slow = try ask(rig, .set(true, milliseconds: 60_000))
        let limit = MonotonicClock.milliseconds() + 30_000
        while slow.count == 0 {
            try #require(MonotonicClock.milliseconds() < limit, "no answer")
            usleep(10_000)
        }
        var answer = try #require(text(slow))
        #expect(answer.hasPrefix(#"{"ok":true,"#) && answer.contains(#""stored":false"#), "\(answer)")
        #expect(answer.contains("It is not stored yet: a power cut would undo it"))
        // It says that the disk is full: nobody waits for it.
        rig.inbox.send(.commitFailed(reason: "disk full"))
        answer = try #require(text(try ask(rig, .release)))
        #expect(answer.contains(#""stored":false"#))
        #expect(try lamp(rig) == false)
        rig.commit(first)
        try rig.stop()
    }

    @Test("an override is stored at once, whatever commit_interval says")
    func hastened() throws {
        let rig = ControlRig(
            try configuration(
                devices: ["gate": Self.gate], gateway: "gateway: g\nstore: {commit_interval: 1m}\n"))
        let set = try ask(rig, .set(true, milliseconds: 60_000))
        while set.count == 0 {
            rig.commit(try rig.nextBatch())
            _ = try rig.status()
        }
        #expect(try #require(text(set)).contains(#""stored":true"#))
        try rig.stop()
    }
}
