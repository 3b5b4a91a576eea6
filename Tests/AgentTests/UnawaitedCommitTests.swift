import Configuration
import Foundation
import Store
import TestSupport
import Testing

@testable import Agent

/// Readings of a line, as those of QoS 0, have nobody who waits for their commit.
@Suite struct UnawaitedCommitTests {
    private static let gate = """
        device: gate
        inputs: {contact: {gpio: {chip: simulated, line: DOOR}, signal: open}}
        """

    @Test("readings that nobody waits for share a commit")
    func shared() throws {
        let rig = ControlRig(try configuration(devices: ["gate": Self.gate]))
        rig.commit(try rig.nextBatch())
        let toggles = 400
        var batches = 0
        var readings = 0
        let start = MonotonicClock.milliseconds()
        for toggle in 1...toggles {
            rig.simulate("DOOR", toggle % 2 == 1)
            usleep(500)
            if let batch = try rig.batchAtHand() {
                batches += 1
                readings += batch.journalCount
                rig.commit(batch)
            }
        }
        while readings < toggles {
            let batch = try rig.nextBatch()
            batches += 1
            readings += batch.journalCount
            rig.commit(batch)
        }
        let elapsed = MonotonicClock.milliseconds() - start
        #expect(Int64(batches) <= elapsed / ControlLoop.unawaitedIntervalMilliseconds + 2, "in \(elapsed) ms")
        try rig.stop()
    }
}
