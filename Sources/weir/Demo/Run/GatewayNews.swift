/// What was told already, by id.
struct GatewayNews {
    private var events: Set<String> = []
    private var commands: Set<String> = []

    /// Whether this is the first time that the event is told.
    mutating func isNew(event id: String) -> Bool { events.insert(id).inserted }

    func knows(event id: String) -> Bool { events.contains(id) }

    mutating func isNew(command id: String) -> Bool { commands.insert(id).inserted }
}
