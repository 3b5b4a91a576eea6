internal import Agent
internal import ArgumentParser
internal import Decoding
internal import Documents

struct QueueList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Shows how much waits, and since when, by destination and class.")

    @OptionGroup var source: QueueSource

    @Option(name: .long, help: "text or json.")
    var format = OutputFormat.text

    func run() throws {
        let desk = try source.open()
        let answer = try desk.ask(.list)
        switch format {
        case .json: StandardOutput.write(answer.bytes + [0x0A])
        case .text: StandardOutput.write(Self.text(answer.object))
        }
        try desk.close()
    }

    private static func text(_ object: JSONValue) -> String {
        let rows = object["destinations"]?.array ?? []
        var cells = [["destination", "class", "count", "bytes", "oldest"]]
        for row in rows {
            let age = row["oldest_age_ms"]?.integer.map { Self.age($0) }
            cells.append([
                row["destination"]?.string ?? "?", row["class"]?.string ?? "?", "\(row["count"]?.integer ?? 0)",
                "\(row["bytes"]?.integer ?? 0)", age ?? "",
            ])
        }
        let widths = cells[0].indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
        var lines = cells.map { line in
            zip(line, widths).enumerated().map { column, cell in
                let padding = String(repeating: " ", count: cell.1 - cell.0.count)
                return column < 2 ? cell.0 + padding : padding + cell.0
            }.joined(separator: "  ")
        }
        if rows.isEmpty { lines = ["nothing waits"] }
        if let leftover = object["leftover"]?.integer, leftover > 0 {
            lines.append("\(leftover) more lie in a damaged database, and are taken in when there is room")
        }
        if let dead = object["dead"]?.integer, dead > 0 {
            lines.append("refused upstream: \(dead), see weir queue dead")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// In the largest unit that says enough.
    private static func age(_ milliseconds: Int64) -> String {
        let seconds = milliseconds / 1000
        switch seconds {
        case ..<120: return "\(seconds) s"
        case ..<7200: return "\(seconds / 60) min"
        case ..<172_800: return "\(seconds / 3600) h"
        default: return "\(seconds / 86_400) d"
        }
    }
}
