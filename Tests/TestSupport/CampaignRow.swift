internal import Glibc

/// A line of the table that `deploy/faults` prints: a fault campaign says what it provoked, and what came of it.
///
///     CampaignRow("kill -9", trials: 50, provoked: 50, lost: 0, figure: "81,000 commits acknowledged").record()
///
/// Tests write the line to standard output, and to the file that `WEIR_CAMPAIGNS` names. Lines of one name are added up.
public struct CampaignRow: Sendable {
    private let cells: [String]

    /// - Parameters:
    ///   - trials: how often it was tried.
    ///   - provoked: in how many trials the fault is proven to have happened.
    ///   - lost: acknowledged readings and events that were gone, or not as they were written, or damage unnoticed.
    ///   - isControl: a positive control, in which at least half of the trials have to lose something.
    ///   - figure: what else was seen.
    public init(
        _ name: String, trials: Int, provoked: Int, lost: Int, isControl: Bool = false, figure: String = ""
    ) {
        cells = [name, "\(trials)", "\(provoked)", "\(lost)", isControl ? "control" : "promise", figure]
    }

    public func record() {
        let line = cells.joined(separator: "\t") + "\n"
        print("campaign: " + cells.joined(separator: " | "))
        guard let path = getenv("WEIR_CAMPAIGNS") else { return }
        let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        precondition(file >= 0, "WEIR_CAMPAIGNS cannot be written: errno \(errno)")
        defer { close(file) }
        let bytes = Array(line.utf8)
        precondition(write(file, bytes, bytes.count) == bytes.count, "WEIR_CAMPAIGNS cannot be written: errno \(errno)")
    }
}
