internal import Agent
internal import ArgumentParser
internal import Telemetry

/// The lines of a recording that had no effect: told one by one at first, and counted.
struct ReplayRefusals {
    /// A recording of another gateway may have a million of them.
    private static let mostTold = 20

    private var rejected = 0
    private var foreign = 0
    private var withoutRoom = 0

    /// A message that the live agent would not have taken either.
    mutating func note(_ reason: RejectReason?, line: Int) {
        guard let reason else { return }
        rejected += 1
        tell("not taken: \(reason.name)", line)
    }

    /// A line about what the files do not have, or have no room for.
    mutating func note(_ failure: Replay.Failure, line: Int) {
        if failure.isForRoom { withoutRoom += 1 } else { foreign += 1 }
        tell(failure.message, line)
    }

    private func tell(_ message: String, _ line: Int) {
        guard rejected + foreign + withoutRoom <= ReplayRefusals.mostTold else { return }
        StandardError.write("line \(line): \(message)\n")
    }

    /// Tells how many there were, and what else was lost on the way. Lines about devices that are not there are a mistake;
    /// messages that the live agent rejects are not.
    func finish(losses: [String]) throws {
        if rejected > 0 { StandardError.write("\(Words.count(rejected, "message")) not taken\n") }
        for loss in losses { StandardError.write(loss + "\n") }
        if withoutRoom > 0 {
            StandardError.write(
                "error: \(Words.count(withoutRoom, "line")) about devices for which limits leave no room\n")
        }
        if foreign > 0 {
            let lines = Words.count(foreign, "line")
            StandardError.write("error: \(lines) about devices or tables that the files do not have\n")
        }
        if withoutRoom + foreign > 0 { throw ExitStatus.wrong }
    }
}
