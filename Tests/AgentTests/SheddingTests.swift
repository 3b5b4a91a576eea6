import Configuration
import Engine
import Foundation
import Store
import Testing

@testable import Agent

@Suite struct SheddingTests {
    private static let gate = """
        device: gate
        inputs: {contact: {gpio: {chip: simulated, line: DOOR}, signal: open}}
        rules: {opened: {when: open, severity: major, set: {lamp: true}}}
        actuators: {lamp: {gpio: {chip: simulated, line: LAMP}, safe: false}}
        """

    private func lamp(_ status: NSDictionary) -> Bool? {
        let lines = status["lines"] as? [NSDictionary] ?? []
        return lines.first { $0["line"] as? String == "simulated LAMP" }?["level"] as? Bool
    }

    private func unstored(_ status: NSDictionary, _ name: String) -> Int {
        let counts = (status["messages"] as? NSDictionary)?["unstored"] as? NSDictionary
        return (counts?[name] as? NSNumber)?.intValue ?? 0
    }

    @Test("while the store takes nothing what waits stays bounded, rules act, and the next batch ends in a snapshot")
    func bounded() throws {
        let configuration = try configuration(
            devices: ["gate": Self.gate],
            gateway: """
                gateway: g
                uplinks: {central: {mqtt: {url: "mqtts://127.0.0.1:1"}, send: [events]}}
                """)
        let limit = 16 << 10
        let rig = ControlRig(configuration, shedding: Shedding(byteLimit: limit))
        let first = try rig.nextBatch()
        // It is not stored for a long time, while the door goes.
        let rounds = 5000
        for _ in 0..<rounds {
            rig.simulate("DOOR", true)
            rig.simulate("DOOR", false)
        }
        var status = try rig.status()
        #expect(unstored(status, "readings") > rounds)
        #expect(unstored(status, "records") > 0)
        #expect(unstored(status, "now") == 1)
        #expect(lamp(status) == false)
        rig.simulate("DOOR", true)
        #expect(lamp(try rig.status()) == true, "rules need no store")

        rig.commit(first)
        let second = try rig.nextBatch()
        let byteCount = second.byteCount
        #expect(byteCount < limit * 2)
        #expect(byteCount >= limit, "the positive control: it was full")
        // By itself: a failure shows what it was asked of, and a batch is long.
        let bytes = second.snapshot
        let snapshot = try #require(bytes, "the gap ends in a snapshot")
        let engine = try Engine.restore(snapshot, plan: configuration.plan).engine
        #expect(engine.raised(device: 0) == ["opened"], "the last that happened is in it")
        rig.commit(second)
        rig.simulate("DOOR", false)
        let third = try rig.nextBatch()
        let (isShort, isKept) = (third.snapshot == nil, third.journalCount > 0)
        #expect(isShort && isKept, "kept again")
        status = try rig.status()
        #expect(unstored(status, "now") == 0)
        #expect(unstored(status, "readings") > rounds, "the counts stay")
        rig.commit(third)
        try rig.stop()
    }
}
