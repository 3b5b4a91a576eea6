import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// Starting, reloading and ending as a service.
    @Suite struct Service {
        @Test("a second agent on the same store is refused, and the first goes on as if nothing had been")
        func secondAgent() throws {
            let local = try MosquittoBroker()
            let directory = TemporaryDirectory("weir-agent")
            let gateway = Files.gateway(local: local.port)
            let agent = try AgentProcess(
                gateway: gateway, devices: ["thermometer": Files.thermometer, "door": Offline.door],
                directory: directory)
            try agent.start()
            try agent.waitUntil("the local broker is connected") { $0.isLocalConnected }
            for _ in 0..<5 {
                let second = try agent.command(["run"])
                #expect(second.code != 0)
                #expect(second.errors.contains("another gateway runs"), "\(second.errors)")
            }
            let status = try agent.status()
            #expect(status.isLocalConnected)
            #expect(agent.logLines("local broker connected").count == 1)
            try agent.simulate("DOOR", true)
            #expect(try agent.status().line("simulated LAMP") == true)
            #expect(agent.terminate() == 0)
        }
    }
}
