internal import ArgumentParser

struct QueueCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue", abstract: "Shows what waits for the uplinks, and cleans up.",
        discussion: "Asks the running gateway, or looks into the store itself when none runs.",
        subcommands: [QueueList.self, QueueDead.self, QueueExport.self, QueuePurge.self],
        defaultSubcommand: QueueList.self)
}
