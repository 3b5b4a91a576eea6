import Configuration
import Foundation
import Logging
import Store
import TestSupport
import Testing

@testable import Agent

/// The way of `max_writes`: the store says how long the next commit is to wait, and the control thread waits.
@Suite struct CommitPauseTests {
    private let directory = TemporaryDirectory("weir-pause")

    private static let gate = """
        device: gate
        inputs: {contact: {gpio: {chip: simulated, line: DOOR}, signal: open}}
        """

    @Test("a commit waits as long as the store says, rules do not, and what came meanwhile is in it")
    func waits() throws {
        let rig = ControlRig(try configuration(devices: ["gate": Self.gate], gateway: "gateway: g\n"))
        rig.commit(try rig.nextBatch())
        rig.simulate("DOOR", true)
        let start = MonotonicClock.milliseconds()
        rig.commit(try rig.nextBatch(), pause: 700)
        for _ in 0..<50 {
            rig.simulate("DOOR", false)
            rig.simulate("DOOR", true)
        }
        let late = try rig.nextBatch()
        #expect(MonotonicClock.milliseconds() - start >= 690)
        #expect(late.journalCount >= 100, "all of it in one commit")
        rig.commit(late)
        try rig.stop()
    }

    @Test("the store asks for a pause when a day's share of writes is used up, says so, and stores everything")
    func asks() throws {
        let configuration = try configuration(
            devices: ["gate": Self.gate],
            gateway: "gateway: g\nstore: {path: \(directory.path)/store, max_writes: 1MiB/day}\n")
        let inbox = Mailbox<StoreMessage>(capacity: 100)
        let control = Mailbox<ControlMessage>(capacity: 100)
        let ports = StoreThread.Ports(inbox: inbox, control: control, uplinks: [], heartbeat: Heartbeat())
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        nonisolated(unsafe) let body = try StoreThread(configuration: configuration, ports: ports, logger: logger)
        // The store's thread alone uses it.
        let thread = ServiceThread(name: "store") { body.run() }
        var pauses: [Int64] = []
        for number in 1...20 {
            var batch = Batch()
            batch.now = Int64(number)
            batch.appendJournal { $0 += Array("reading \(number)".utf8) }
            batch.count(.readings)
            inbox.send(.commit(batch))
            let limit = MonotonicClock.milliseconds() + 30_000
            waiting: while true {
                for message in control.takeAll() {
                    if case .committed(_, _, let pause) = message {
                        pauses.append(pause)
                        break waiting
                    }
                }
                try #require(MonotonicClock.milliseconds() < limit, "not stored")
                usleep(1000)
            }
        }
        #expect(pauses.first == 0, "an hour's share is there at the start")
        #expect(pauses.last ?? 0 > 1000)
        let reply = Reply(capacity: 1)
        inbox.send(.status(reply))
        var bytes: [UInt8]?
        try eventually {
            bytes = reply.takeAll().first; return bytes != nil
        }
        let answer = try #require(bytes)
        let status = try #require(try JSONSerialization.jsonObject(with: Data(answer)) as? [String: Any])
        #expect(status["max_writes_per_day"] as? Int == 1 << 20)
        #expect(status["commit_pause_ms"] as? Int == pauses.last.map { Int($0) })
        #expect((status["bytes_written_per_reading"] as? Double ?? 0) > 9)
        #expect((status["ledger"] as? [String: Any])?["readings"] as? Int == 20)
        inbox.send(.stop)
        thread.join()
    }

    private func eventually(_ isSo: () -> Bool) throws {
        let limit = MonotonicClock.milliseconds() + 30_000
        while !isSo() {
            try #require(MonotonicClock.milliseconds() < limit)
            usleep(1000)
        }
    }
}
