internal import Agent
internal import ArgumentParser
internal import Telemetry

/// The lines of a recording that had no effect: told one by one at first, and counted.
struct ReplayRefusals {
    /// A recording of another gateway may have a million of them.
    private static let mostTold = 20

    private var rejected = 0
    private var foreign = 0

    /// A message that the live agent would not have taken either.
    mutating func note(_ reason: RejectReason?, line: Int) {
        guard let reason else { return }
        rejected += 1
        tell("not taken: \(reason.name)", line)
    }

    /// A line about a device that the files do not have.
    mutating func note(_ message: String, line: Int) {
        foreign += 1
        tell(message, line)
    }

    private func tell(_ message: String, _ line: Int) {
        guard rejected + foreign <= ReplayRefusals.mostTold else { return }
        StandardError.write("line \(line): \(message)\n")
    }

    /// Tells how many there were. Lines about devices that are not there are a mistake; messages that the live agent
    /// rejects are not.
    func finish() throws {
        if rejected > 0 { StandardError.write("\(Words.count(rejected, "message")) not taken\n") }
        guard foreign > 0 else { return }
        StandardError.write("error: \(Words.count(foreign, "line")) about devices that the files do not have\n")
        throw ExitStatus.wrong
    }
}
