import Foundation
import TestSupport
import Testing

/// The folder of the prepared machine.
private let clockMachine = ProcessInfo.processInfo.environment["WEIR_POWER_MACHINE"]

extension EndToEnd {
    /// The wall clock of a running gateway is set, in a machine of its own: everything on this one would feel it. Needs
    /// what `deploy/gpio-machine/prepare` makes, in the folder `WEIR_POWER_MACHINE`; `deploy/faults` sees to it.
    @Suite(.enabled(if: clockMachine != nil, "deploy/faults runs this")) struct ClockCampaign {
        @Test("a wall clock that is set by a day, to 1970 or beyond 2038 loses no event and changes no order")
        func steps() throws {
            let day = 86_400
            let today = Int(Date().timeIntervalSince1970)
            let (end32, end33) = (2_147_483_640, 4_294_967_400)
            // Linux takes no time of day that is less than the time since its start.
            let steps = [today + day, today, today - day, 3600, today, end32, end32 + 60, end33, today]
            let directory = TemporaryDirectory("weir-clock")
            let scripts = URL(fileURLWithPath: #filePath).pathComponents.dropLast(4).dropFirst()
            let folder = "/" + scripts.joined(separator: "/") + "/deploy/gpio-machine"
            let machine = try ChildProcess(
                [
                    "\(folder)/run", try #require(clockMachine), "\(folder)/guest-clock-steps",
                    try AgentProcess.program(),
                ]
                    + steps.map(String.init), output: directory.path + "/console",
                environment: ["WEIR_GPIO_MACHINE_RESULTS": directory.path])
            #expect(machine.wait() == 0, "\(AgentProcess.read(directory.path + "/console").suffix(2000))")
            func lines(_ name: String) -> [Substring] {
                AgentProcess.read("\(directory.path)/\(name)").split(separator: "\n")
            }
            // Positive control: after each batch the clock showed that time. The gateway tells five steps at once, no more.
            let shown = lines("clock").compactMap { Int($0) }
            let provoked = zip(shown, steps).count { abs($0 - $1) < 120 }
            let seen = lines("agent.log").count { $0.contains("the wall clock was set") }
            #expect(provoked == steps.count && seen >= 5, "shown \(shown), seen \(seen)")
            let campaign = Campaign(devices: 1, readingsPerDevice: 10 * steps.count, nameless: 0)
            let received = try lines("received").map { try Received(topic: "", body: Array($0.utf8)) }
            let problems = campaign.problems(received)
            #expect(problems == [])
            let status = try Status(AgentProcess.read(directory.path + "/gateway-status"))
            let imbalance = abs(status.ledger("imbalance")) + abs(status.ledger("ingestImbalance"))
            #expect(imbalance == 0 && status.ledger("droppedAge") == 0)
            CampaignRow(
                "clock steps of the gateway", trials: steps.count, provoked: provoked,
                lost: problems.count + imbalance, figure: "1970 to 2106, \(campaign.total) events"
            ).record()
        }
    }
}
