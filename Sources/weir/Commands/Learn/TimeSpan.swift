internal import ArgumentParser
internal import CLinux
internal import Documents
internal import Glibc
internal import Telemetry

/// From when to when.
struct TimeSpanOptions: ParsableArguments {
    @Option(
        name: .customLong("from"), parsing: .unconditional,
        help: "The beginning: a date and time, or so long ago, as -7d; without it, all there is.")
    var fromText: String?

    @Option(
        name: .customLong("to"), parsing: .unconditional,
        help: "The end, likewise; without it, the end of what there is.")
    var toText: String?

    /// Nil: everything.
    func range() throws -> ClosedRange<Int64> {
        let now = weir_clock_milliseconds(CLOCK_REALTIME)
        let from = try fromText.map { try Self.time($0, now: now, option: "--from") } ?? Int64.min
        let to = try toText.map { try Self.time($0, now: now, option: "--to") } ?? Int64.max
        guard from <= to else { throw ValidationError("--from is after --to") }
        return from...to
    }

    private static func time(_ text: String, now: Int64, option: String) throws -> Int64 {
        if text.first == "-" {
            do throws(ValueProblem) {
                return now - (try DurationText.milliseconds(String(text.dropFirst())))
            } catch {
                throw ValidationError("\(option): \(error.message)\(error.mend.map { "; \($0)" } ?? "")")
            }
        }
        guard let time = ScoreTime.parse(text) else {
            throw ValidationError("\(option): '\(text)' is no time; write -7d, or 2026-01-05T12:00:00Z")
        }
        return time.milliseconds
    }
}
