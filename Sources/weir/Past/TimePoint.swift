internal import ArgumentParser
internal import Decoding
internal import Documents
internal import Glibc
internal import Telemetry

/// A time on the command line: `now`, `-2d` (so long ago), `2026-11-20T10:00Z`, or milliseconds since the epoch.
struct TimePoint: ExpressibleByArgument {
    private enum Form {
        case ago(Int64)
        case at(Int64)
    }

    static let help = "now, -2d (so long ago), 2026-11-20T10:00Z, or milliseconds since 1970"

    private let form: Form

    init?(argument text: String) {
        if text == "now" {
            form = .ago(0)
        } else if text.hasPrefix("-") {
            // The parser says what a time looks like.
            guard let milliseconds = try? DurationText.milliseconds(String(text.dropFirst())) else { return nil }
            form = .ago(milliseconds)
        } else if let milliseconds = Int64(text) {
            form = .at(milliseconds)
        } else if let time = TimePoint.spellings(text).lazy.compactMap({ TimestampText.parse($0) }).first {
            form = .at(time.milliseconds)
        } else {
            return nil
        }
    }

    /// Without seconds, and without a time of day (midnight UTC), too.
    private static func spellings(_ text: String) -> [String] {
        var spellings = [text, text + "T00:00:00Z"]
        let bytes = Array(text.utf8)
        if bytes.count > 16 { spellings.append(text.prefix(16) + ":00" + text.dropFirst(16)) }
        return spellings
    }

    /// Milliseconds since the epoch.
    var milliseconds: Int64 {
        switch form {
        case .at(let milliseconds): milliseconds
        case .ago(let milliseconds): TimePoint.now - milliseconds
        }
    }

    static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}

/// A span of the past.
struct TimeSpan: ParsableArguments {
    @Option(name: .long, parsing: .unconditional, help: "The beginning: \(TimePoint.help).")
    var from: TimePoint?

    @Option(name: .long, parsing: .unconditional, help: "The end, in the same forms.")
    var to: TimePoint?

    func validate() throws {
        if let from, let to, from.milliseconds > to.milliseconds {
            throw ValidationError("--from lies after --to")
        }
    }
}
