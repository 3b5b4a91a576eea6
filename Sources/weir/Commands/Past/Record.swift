internal import Agent
internal import ArgumentParser
internal import Documents
internal import Glibc

struct Record: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes what a running gateway takes in, as it comes, as a file for replay.",
        discussion: """
            weir record --for 1h hour.jsonl

            Follows the gateway's journal: readings, devices that appear, clock steps, reloads, and what people do, with \
            the gateway's own clock beside the time. Ends by Ctrl-C, too.
            """)

    private static let pollMilliseconds: Int32 = 200

    @OptionGroup var files: ConfigurationOptions

    @Option(name: .customLong("for"), help: "Ends after so long, such as 10m or 1h.")
    var duration: String?

    @Option(name: .long, help: "Ends after so many lines, those that name the devices at the beginning not counted.")
    var count: Int?

    @Argument(help: "The file to write; - for standard output.")
    var file: String = "-"

    func run() throws {
        let end = try limit()
        let configuration = try files.require(quiet: true)
        guard let source = try JournalSource(running: configuration) else {
            // Says so, and why.
            _ = try ControlClient.connect(configuration)
            throw ExitStatus.wrong
        }
        let signals = SignalLoop()
        let output = try LineOutput(path: file)
        var offset = try source.chunk(from: nil).end
        var lines = JournalLines()
        let (legend, values, tables) = try source.legend()
        guard lines.begin(legend, values: values, tables: tables, { output.write($1) }) else { throw ExitStatus.wrong }
        var left = count ?? .max
        while left > 0 {
            let chunk = try source.chunk(from: offset)
            for entry in chunk.entries where left > 0 {
                lines.take(entry) { _, line in
                    output.write(line)
                    left -= 1
                }
            }
            offset = chunk.next
            if chunk.missing > 0 { StandardError.write("warning: \(chunk.missing) entries were not readable\n") }
            output.flush()
            let wait = min(Int64(Record.pollMilliseconds), end - TimePoint.now)
            guard wait > 0 else { break }
            if chunk.next < chunk.end { continue }
            if signals.next(timeoutMilliseconds: Int32(wait)) == .terminate { break }
        }
        output.flush()
    }

    private func limit() throws -> Int64 {
        guard let duration else { return .max }
        do throws(ValueProblem) {
            return TimePoint.now + (try DurationText.milliseconds(duration))
        } catch {
            throw ValidationError("--for: " + error.message + (error.mend.map { "; \($0)" } ?? ""))
        }
    }
}

/// A file or standard output, a chunk at a time.
private final class LineOutput {
    private let descriptor: Int32
    private var text = ""

    init(path: String) throws {
        guard path != "-" else {
            descriptor = STDOUT_FILENO
            return
        }
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else {
            StandardError.write("error: \(path): \(String(cString: strerror(errno)))\n")
            throw ExitStatus.wrong
        }
    }

    func write(_ line: String) { text += line + "\n" }

    func flush() {
        StandardOutput.write(Array(text.utf8), to: descriptor)
        text = ""
    }
}
