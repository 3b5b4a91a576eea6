internal import Decoding
internal import Telemetry

/// An event, command, summary or suppression as one line for people.
struct RecordLine {
    /// A summary of many signals is long.
    static let limits = PayloadLimits(bytes: 16 << 20, depth: 16, members: 100_000, stringBytes: 65_536)

    let time: String
    let kind: String
    let words: String
    let colour: Terminal.Colour?

    init(_ record: JSONValue) {
        let milliseconds = record["time"]?.integer ?? 0
        time = Timestamp(milliseconds: milliseconds).rfc3339
        func text(_ name: String) -> String? { record[name]?.string.map(Terminal.safe) }
        let device = text("device") ?? ""
        switch record["kind"]?.string {
        case "event":
            let isRaised = text("state") == "raised"
            kind = isRaised ? "raised" : "cleared"
            colour = isRaised ? ["critical", "major"].contains(text("severity")) ? .red : .yellow : .green
            words = "\(device) \(text("name") ?? "")" + (text("message").map { ": \($0)" } ?? "")
        case "command":
            kind = "command"
            colour = .cyan
            let level = record["value"]?.bool == true ? "on" : "off"
            words = "\(device).\(text("actuator") ?? "") \(level)" + (text("rule").map { ", by \($0)" } ?? "")
        case "summary":
            kind = "summary"
            colour = .dim
            words = "\(device) \(text("name") ?? "")" + RecordLine.figures(record["signals"])
        case "suppressed":
            kind = "denied"
            colour = .dim
            let name = text("actuator") ?? text("name") ?? ""
            let winner = text("winner").map { " (\($0))" } ?? ""
            words = "\(device).\(name): \(text("reason") ?? "")\(winner)"
        default:
            kind = "lost"
            colour = .yellow
            words = "\(record["lost"]?.integer ?? 0) records came too fast to be shown"
        }
    }

    private static func figures(_ signals: JSONValue?) -> String {
        (signals?.members ?? []).map { signal in
            let figures = (signal.value.members ?? []).map { figure in
                "\(Terminal.safe(figure.key)) \(figure.value.number.map { JSONWriter.text(of: $0) } ?? figure.value.string.map(Terminal.safe) ?? "-")"
            }
            return " \(Terminal.safe(signal.key)) (\(figures.joined(separator: ", ")))"
        }.joined()
    }

    func text(isColoured: Bool) -> String {
        let label = kind + String(repeating: " ", count: max(0, 8 - kind.count))
        return "\(time) " + Terminal.coloured(label + " " + words, colour, if: isColoured)
    }
}
