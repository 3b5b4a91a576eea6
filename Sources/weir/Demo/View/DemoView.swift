internal import Glibc

/// The live view: one line for each happening, in colour on a terminal, and readable without.
final class DemoView {
    enum Kind: String {
        case reading, raised, cleared, command, plant, platform, buffer, outage, weir

        /// SGR parameters (ECMA-48 section 8.3.117).
        fileprivate var colour: String {
            switch self {
            case .reading: "2"
            case .raised: "31"
            case .cleared: "32"
            case .command: "36"
            case .plant: "33"
            case .platform: "34"
            case .buffer, .outage: "35"
            case .weir: "1"
            }
        }
    }

    private static let width = 100
    private static let margin = 19

    private let isColoured: Bool
    private let stop: StopRequests
    private var start: Int64?
    private var isWritable = true

    init(stop: StopRequests) {
        self.stop = stop
        isColoured = isatty(STDOUT_FILENO) == 1 && getenv("NO_COLOR") == nil
    }

    /// Begins to count the seconds that stand before each line.
    func startClock() { start = DemoClock.milliseconds }

    /// Seconds since `startClock`.
    var seconds: Double { start.map { Double(DemoClock.milliseconds - $0) / 1000 } ?? 0 }

    /// - Parameter note: stands behind the text, which is cut where both do not fit.
    func line(_ kind: Kind, _ text: String, note: String = "", isUrgent: Bool = false) {
        let tail = note.isEmpty ? "" : "  [\(note)]"
        let room = DemoView.width - DemoView.margin - tail.count
        let body = text.count > room ? text.prefix(room - 1) + "…" : text[...]
        let time = DemoView.pad(seconds.oneDecimal, to: 6, isRight: true)
        let label = DemoView.pad(kind.rawValue, to: 9)
        let colour = isUrgent ? "1;\(kind.colour)" : kind.colour
        write("\(time) s  \(coloured(label + body, colour))\(coloured(tail, "2"))\n")
    }

    func plain(_ text: String = "") { write(text + "\n") }

    func heading(_ text: String) { write(coloured(text, "1") + "\n") }

    /// A name and what belongs to it, in two columns.
    func row(_ name: String, _ text: String) {
        write("  \(DemoView.pad(name, to: 17))\(text)\n")
    }

    func verdict(_ text: String, isGood: Bool) { write(coloured(text, isGood ? "1;32" : "1;31") + "\n") }

    private func coloured(_ text: some StringProtocol, _ colour: String) -> String {
        isColoured && !text.isEmpty ? "\u{1B}[\(colour)m\(text)\u{1B}[0m" : String(text)
    }

    static func pad(_ text: String, to width: Int, isRight: Bool = false) -> String {
        let space = String(repeating: " ", count: max(0, width - text.count))
        return isRight ? space + text : text + space
    }

    private func write(_ text: String) {
        guard isWritable else { return }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                // A closed terminal or pipe: end in order, and leave nothing behind.
                isWritable = false
                return stop.outputIsGone()
            }
            rest = rest.dropFirst(count)
        }
    }
}
