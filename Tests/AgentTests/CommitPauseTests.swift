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

    private static let meter = """
        device: meter
        inputs: {telemetry: {mqtt: plant/meter/telemetry, signals: {level: level}, rate: 100000/s}}
        rules: {full: {when: level > 1000.0, severity: critical}}
        """

    @Test(
        "readings that come faster than may be written stay with the broker: rules see a window of them, and all come")
    func brokerKeeps() throws {
        let (broker, rig) = try connected(brokerOptions: ", receive_maximum: 20")
        let start = MonotonicClock.milliseconds()
        rig.commit(try rig.nextBatch(), pause: 3000)
        try publish(1...200, broker)
        try eventually { try Self.control(rig, "messages")["received"] as? Int == 20 }
        usleep(500_000)
        let held = try Self.control(rig, "broker")
        #expect(held["unacknowledged"] as? Int == 20 && held["held_back_ms"] as? Int ?? 0 > 0, "\(held)")
        // A line that moves meanwhile changes nothing.
        rig.simulate("DOOR", false)
        let late = try rig.nextBatch()
        #expect(MonotonicClock.milliseconds() - start >= 2990)
        rig.simulate("DOOR", true)
        rig.commit(late, pause: 1000)
        // This broker then sends more than its window.
        try eventually { try Self.control(rig, "messages")["received"] as? Int ?? 0 >= 40 }
        rig.commit(try rig.nextBatch())
        while try Self.control(rig, "messages")["received"] as? Int ?? 0 < 200 { rig.commit(try rig.nextBatch()) }
        #expect(try Self.control(rig, "broker")["held_back_ms"] == nil)
        try rig.stop()
    }

    @Test("an alarm is stored at once, whatever was written before")
    func alarm() throws {
        let (broker, rig) = try connected()
        rig.commit(try rig.nextBatch(), pause: 60_000)
        try publish(1...10, broker)
        try publish(1001...1001, broker)
        let start = MonotonicClock.milliseconds()
        let batch = try rig.nextBatch()
        #expect(batch.hasAlarms && MonotonicClock.milliseconds() - start < 20_000)
        rig.commit(batch)
        try rig.stop()
    }

    /// A control thread that is connected to a broker, with the gate's door open.
    private func connected(brokerOptions: String = "") throws -> (broker: MosquittoBroker, rig: ControlRig) {
        let broker = try MosquittoBroker()
        let rig = ControlRig(
            try configuration(
                devices: ["gate": Self.gate, "meter": Self.meter],
                gateway: """
                    gateway: g
                    mqtt: {local: {url: "mqtt://127.0.0.1:\(broker.port)"\(brokerOptions)}}
                    uplinks: {central: {mqtt: {url: "mqtt://127.0.0.1:1"}, send: [events]}}

                    """), hasUplinks: true)
        rig.commit(try rig.nextBatch())
        try eventually { try Self.control(rig, "broker")["state"] as? String == "connected" }
        usleep(300_000)
        rig.simulate("DOOR", true)
        return (broker, rig)
    }

    private static func control(_ rig: ControlRig, _ part: String) throws -> [String: Any] {
        let status = try rig.status()
        return (status[part] ?? (status["control"] as? NSDictionary)?[part]) as? [String: Any] ?? [:]
    }

    private func publish(_ levels: ClosedRange<Int>, _ broker: MosquittoBroker) throws {
        let lines = directory.file("lines")
        let text = levels.map { "{\"level\":\($0).0}\n" }.joined()
        try Data(text.utf8).write(to: URL(filePath: lines))
        let publisher = try ChildProcess([
            "/bin/sh", "-c",
            "exec mosquitto_pub -p \(broker.port) -t plant/meter/telemetry -q 1 -l <'\(lines)'",
        ])
        #expect(publisher.wait() == 0)
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

    private func eventually(_ isSo: () throws -> Bool) throws {
        let limit = MonotonicClock.milliseconds() + 30_000
        while try !isSo() {
            try #require(MonotonicClock.milliseconds() < limit)
            usleep(1000)
        }
    }
}
