import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// The signs of life that systemd is given. What it does without them, deploy/service-test shows.
    @Suite struct Watchdog {
        private func thread(_ name: String, of process: Int32) throws -> String {
            let tasks = "/proc/\(process)/task"
            let found = try FileManager.default.contentsOfDirectory(atPath: tasks).first {
                AgentProcess.read("\(tasks)/\($0)/comm") == name + "\n"
            }
            return try #require(found)
        }

        /// Keeps a thread in a call for longer than the test takes.
        private func hold(_ thread: String, in call: String, _ agent: AgentProcess) throws -> ChildProcess {
            try ChildProcess(
                [
                    "/usr/bin/strace", "-p", thread, "-e", "trace=\(call)", "-e",
                    "inject=\(call):delay_enter=600000000",
                ], output: agent.directory.path + "/strace.log")
        }

        private func makeAgent() throws -> (AgentProcess, NotifySocket) {
            let agent = try AgentProcess(gateway: Files.gateway(local: nil), devices: ["door": Offline.door])
            let listener = try #require(NotifySocket(agent.directory.path + "/notify"))
            agent.environment = ["NOTIFY_SOCKET": listener.path, "WATCHDOG_USEC": "1000000"]
            try agent.start()
            try eventually("the first sign of life") { listener.take().contains("WATCHDOG=1") }
            return (agent, listener)
        }

        @Test("S4: a control thread that is stuck gives no sign of life; one that works does")
        func stuckControl() throws {
            let (agent, listener) = try makeAgent()
            pause(3)
            #expect(listener.take().count { $0 == "WATCHDOG=1" } >= 2, "the control")

            let process = try #require(agent.processIdentifier)
            let holder = try hold(try thread("control", of: process), in: "epoll_wait", agent)
            pause(2)
            _ = listener.take()
            pause(4)
            #expect(listener.take().isEmpty)
            // While it is held it would not end.
            holder.kill()
            agent.kill()
        }

        @Test(
            "S4: a store that is stuck for two minutes ends the signs of life, too",
            .enabled(if: Trials.isLong, "takes three minutes: WEIR_LONG=1"))
        func stuckStore() throws {
            let (agent, listener) = try makeAgent()
            let process = try #require(agent.processIdentifier)
            let holder = try hold(try thread("store", of: process), in: "fdatasync", agent)
            pause(1)
            for round in 0..<20 { try agent.simulate("DOOR", round.isMultiple(of: 2)) }
            pause(60)
            #expect(listener.take().contains("WATCHDOG=1"), "a slow disk is no reason to end the service")
            pause(80)
            _ = listener.take()
            pause(4)
            #expect(listener.take().isEmpty)
            holder.kill()
            agent.kill()
        }
    }
}
