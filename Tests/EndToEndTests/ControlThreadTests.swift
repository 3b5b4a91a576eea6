import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// What the thread that moves outputs asks of the kernel, seen by strace.
    @Suite struct ControlThread {
        private static let cabinet = """
            device: cabinet
            inputs:
              contact: {gpio: {chip: simulated, line: DOOR}, signal: door_open}
              gauge: {mqtt: plant/cabinet/level, decode: number, signal: level}
            rules:
              opened: {when: door_open, set: {fan: true}}
              full: {when: level > 5.0, set: {motor: false}}
            actuators:
              fan: {gpio: {chip: simulated, line: FAN}, safe: false}
              motor: {mqtt: {topic: plant/cabinet/motor}, safe: false, rest: true}

            """
        /// Calls that wait for a disk, a name server or a peer.
        private static let blocking = [
            "connect", "fsync", "fdatasync", "sync_file_range", "msync", "syncfs", "sync", "pwrite64", "ftruncate",
            "unlink",
            "rename", "flock", "nanosleep", "clock_nanosleep", "wait4", "accept4",
        ]
        /// What a name's resolution reads.
        private static let resolving = ["/etc/hosts", "/etc/resolv.conf", "/etc/nsswitch.conf"]

        private func names(of process: Int32) throws -> [String: String] {
            var names: [String: String] = [:]
            let tasks = "/proc/\(process)/task"
            for task in try FileManager.default.contentsOfDirectory(atPath: tasks) {
                names[task] = AgentProcess.read("\(tasks)/\(task)/comm").trimmingCharacters(in: .newlines)
            }
            return names
        }

        @Test(
            "S12: while brokers come and go and readings are stored, the control thread makes no call that waits for others"
        )
        func noBlockingCalls() throws {
            let local = try MosquittoBroker()
            let platform = try Platform()
            // Names, not addresses: they have to be resolved.
            let agent = try AgentProcess(
                gateway: """
                    gateway: e2e
                    store: {path: {store}}
                    mqtt: {local: {url: "mqtt://localhost:\(local.port)"}}
                    uplinks: {central: {mqtt: {url: "mqtt://localhost:\(platform.broker.port)"}, send: [events, readings]}}
                    """, devices: ["cabinet": Self.cabinet])
            try agent.start()
            let process = try #require(agent.processIdentifier)
            let trace = agent.directory.path + "/trace"
            let tracer = try ChildProcess(["/usr/bin/strace", "-ff", "-s", "256", "-o", trace, "-p", "\(process)"])
            let control = try #require(try names(of: process).first { $0.value == "control" }?.key)
            try eventually("the control thread is traced") {
                AgentProcess.read("\(trace).\(control)").contains("epoll_wait")
            }

            let plant = try PlainClient(port: local.port, identifier: "plant")
            for level in 0..<200 { try plant.publish("plant/cabinet/level", "\(level % 10)") }
            try plant.flush()
            try agent.simulate("DOOR", true)
            for _ in 0..<2 {
                local.terminate()
                platform.stop()
                try agent.waitUntil("both brokers are gone") { !$0.isLocalConnected && !$0.isUplinkConnected }
                try agent.simulate("DOOR", false)
                try local.start()
                try platform.start()
                try agent.waitUntil("both brokers are back") { $0.isLocalConnected && $0.isUplinkConnected }
                try agent.simulate("DOOR", true)
            }
            agent.signal(SIGHUP)
            try agent.waitUntil("everything is stored and sent") { $0.held == 0 }
            #expect(agent.terminate() == 0)
            tracer.terminate()

            let folder = agent.directory.path
            var others = ""
            for file in try FileManager.default.contentsOfDirectory(atPath: folder) where file.hasPrefix("trace.") {
                if file != "trace.\(control)" { others += AgentProcess.read("\(folder)/\(file)") }
            }
            let calls = AgentProcess.read("\(trace).\(control)").split(separator: "\n")
            #expect(calls.count > 200)
            for call in calls {
                let name = call.prefix { $0 != "(" }
                #expect(!Self.blocking.contains(String(name)), "\(call)")
                #expect(!Self.resolving.contains { call.contains($0) }, "\(call)")
                // A thread that is started is given its name by a file of the kernel's.
                if name == "openat" { #expect(call.contains("\"/proc/self/"), "\(call)") }
            }
            // The control: what the control thread does not do, others do, and the trace shows it.
            for call in ["connect(", "fdatasync(", "/etc/hosts"] {
                #expect(others.contains(call), "nobody calls \(call)")
            }
        }
    }
}
