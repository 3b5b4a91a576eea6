import Decoding
import Logging
import Testing

@testable import Agent

/// What the log says, and how often.
@Suite struct LogTests {
    @Test("of one kind a few lines come at once, then one in a while, and none of what happened goes uncounted")
    func tally() {
        for burst in [1, 3] {
            var tally = LogTally(burst: burst)
            var lines: [(time: Int64, count: Int)] = []
            for time in stride(from: Int64(100_000), to: 160_000, by: 100) {
                if let count = tally.add(now: time) { lines.append((time, count)) }
            }
            #expect(lines.prefix(burst).map(\.count) == Array(repeating: 1, count: burst))
            #expect(lines.count == burst + 5, "\(lines)")
            #expect(lines.dropFirst(burst).allSatisfy { $0.count <= 100 })
            #expect(lines.map(\.count).reduce(0, +) <= tally.count && tally.count == 600)
            // A long silence gives back what may come at once, and no more.
            let later = (0..<10).compactMap { _ in tally.add(2, now: 10_000_000) }
            #expect(later.count == burst)
            #expect(lines.map(\.count).reduce(0, +) + later.reduce(0, +) == tally.count - 2 * (10 - burst))
        }
    }

    @Test("what comes and goes without end is told a few times of each subject, then once in a while with how often")
    func recurring() {
        let lines = Lines()
        var log = RecurringLog(Logger(label: "test") { _ in lines })
        for time in stride(from: Int64(100_000), to: 160_000, by: 100) {
            log.log(.warning, "lost", "lost at \(time)", now: time)
            if time == 130_000 { log.log(.notice, "back", "back", now: time) }
        }
        let lost = lines.all.filter { $0.hasPrefix("lost at ") }
        #expect(lost.count == 5 + 5 && lost[..<5].allSatisfy { !$0.contains("count") }, "\(lost)")
        #expect(lost[5...].allSatisfy { $0.hasSuffix(" count=100") || $0.hasSuffix(" count=96") }, "\(lost)")
        #expect(lines.all.filter { $0 == "back" }.count == 1, "a flood of one subject hides no other")

        // Names that somebody makes up cost no memory without end, and no lines.
        let before = lines.all.count
        for number in 0..<10_000 { log.log(.error, "line \(number)", "line \(number)", now: 170_000) }
        #expect(lines.all.count - before <= RecurringLog.subjectLimit + 5)
    }

    @Test("how things are in the end is told, however often they changed and whatever was left out meanwhile")
    func lastLine() {
        let lines = Lines()
        var log = RecurringLog(Logger(label: "test") { _ in lines })
        for number in 0..<50 {
            let time = 100_000 + Int64(number) * 10
            log.log(.warning, "link", "lost \(number)", now: time)
            log.log(.notice, "link", "back \(number)", now: time)
        }
        #expect(lines.all.count == 5 && log.isWithholding)
        log.tellWithheld(now: 101_000)
        #expect(lines.all.count == 5 && log.isWithholding, "it is not time yet")
        log.tellWithheld(now: 111_000)
        #expect(lines.all.count == 6 && lines.all.last == "back 49 count=95" && !log.isWithholding, "\(lines.all)")
        log.tellWithheld(now: 150_000)
        #expect(lines.all.count == 6, "once")
    }

    /// What was logged.
    private final class Lines: LogHandler, @unchecked Sendable {
        // Used by one thread.
        var all: [String] = []
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            all.append("\(event.message)" + (event.metadata?["count"].map { " count=\($0)" } ?? ""))
        }
    }

    @Test("a line is one line, whatever its fields hold, for people and for programs")
    func lines() throws {
        let fields: [(key: String, value: String)] = [
            ("count", "3"), ("reason", "a \"b\"\n<2>weir: forged"), ("url", "x=1"), ("word", "pump-7.fan"),
        ]
        #expect(
            LogOutput.text("weir", "refused", fields)
                == #"weir: refused count=3 reason="a \"b\"\n<2>weir: forged" url="x=1" word=pump-7.fan"#)
        let object = LogOutput.object("2026-01-01T00:00:00.000Z", "notice", "weir", "a \"b\"\nc", fields)
        #expect(!object.contains("\n"))
        let json = try JSONValue.parse(Array(object.utf8))
        #expect(json["level"]?.string == "notice" && json["message"]?.string == "a \"b\"\nc")
        #expect(json["fields"]?["reason"]?.string == fields[1].value)
        #expect(
            LogOutput.object("t", "info", "weir", "m", [])
                == #"{"time":"t","level":"info","program":"weir","message":"m"}"#)
    }
}
