internal import Telemetry

/// The last events and commands, for people who look at the running agent. Bounded.
struct RecentOutputs {
    static let limit = 32

    private(set) var events: [Event] = []
    private(set) var commands: [Command] = []

    mutating func note(_ event: Event) {
        if events.count == RecentOutputs.limit { events.removeFirst() }
        events.append(event)
    }

    mutating func note(_ command: Command) {
        if commands.count == RecentOutputs.limit { commands.removeFirst() }
        commands.append(command)
    }
}
