import Glibc
import TestSupport
import Testing

@testable import Agent

/// The signs of life of a control thread whose store goes silent. That systemd acts on it, deploy/service-test shows.
@Suite struct StoreWatchdogTests {
    private static let gate = """
        device: gate
        inputs: {contact: {gpio: {chip: simulated, line: DOOR}, signal: door_open}}
        rules: {opened: {when: door_open}}
        """

    private func isAlive(_ socket: NotifySocket, within milliseconds: Int64) -> Bool {
        let limit = MonotonicClock.milliseconds() + milliseconds
        while MonotonicClock.milliseconds() < limit {
            if socket.take().contains("WATCHDOG=1") { return true }
            usleep(5000)
        }
        return false
    }

    @Test("S4: a store that is silent for longer than it may ends the signs of life; one that is back brings them back")
    func stuckStore() throws {
        let directory = TemporaryDirectory("weir-watchdog")
        let socket = try #require(NotifySocket(directory.path + "/notify"))
        let rig = ControlRig(
            try configuration(devices: ["gate": Self.gate], gateway: "gateway: g\n"),
            notifier: ServiceNotifier(address: socket.path, watchdogMilliseconds: 50), storePatienceMilliseconds: 3000)
        // What is read waits for the store from here on.
        rig.simulate("DOOR", true)
        let batch = try rig.nextBatch()
        // The thread comes round once a second at least, and says so then.
        rig.storeHeartbeat.beat()
        _ = socket.take()
        #expect(isAlive(socket, within: 2500), "a slow store is no reason to end the service")
        usleep(3_200_000)
        _ = socket.take()
        #expect(!isAlive(socket, within: 2500))
        rig.storeHeartbeat.beat()
        #expect(isAlive(socket, within: 2500), "it came round, though its work is not done")
        rig.commit(batch)
        usleep(3_200_000)
        _ = socket.take()
        #expect(isAlive(socket, within: 5000), "with nothing under way nobody waits for it")
        try rig.stop()
    }
}
