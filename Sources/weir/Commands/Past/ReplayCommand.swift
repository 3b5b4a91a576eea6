internal import Agent
internal import ArgumentParser
internal import Configuration
internal import Glibc
internal import Telemetry

struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Recorded input in, outputs out: one JSON object a line, deterministic.",
        discussion: """
            weir replay day.jsonl
            weir replay --from -2d --rules new/pump.yaml

            The second form runs a gateway's journal, running or not, through the files once more, and through others in \
            place of those of the same name. Nothing is driven: commands are printed.
            """)

    @OptionGroup var files: ConfigurationOptions
    @OptionGroup var past: PastOptions

    @Option(name: .long, help: "max, or how many times faster than it was recorded; for a recording.")
    var speed = "max"

    @Argument(help: "The recording; - for standard input.")
    var file: String?

    func validate() throws {
        if past.isAsked, file != nil { throw ValidationError("name a recording, or --from for the journal") }
        if past.isAsked, speed != "max" { throw ValidationError("--speed goes with a recording") }
    }

    func run() throws {
        if past.isAsked { try runPast() } else { try runRecording() }
    }

    private func runPast() throws {
        let present = try files.require(quiet: true)
        let configuration = try past.replacements.require(files, failing: ExitStatus.wrong)
        var json = JSONWriter(reserving: 1 << 16)
        try past.run([configuration], journal: present) { _, output in
            output.write(to: &json)
            json.newline()
            guard json.bytes.count > 1 << 15 else { return }
            StandardOutput.write(json.bytes)
            json.reset()
        }
        StandardOutput.write(json.bytes)
    }

    private func runRecording() throws {
        let pace = try factor()
        let configuration = try files.require(quiet: true)
        let replay = Replay(configuration: configuration)
        var lines = try LineReader(path: file)
        var json = JSONWriter(reserving: 1 << 16)
        var number = 0
        var last: Int64?
        var refusals = ReplayRefusals()
        while let line = lines.next() {
            number += 1
            guard line.contains(where: { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }) else { continue }
            if let pace, let time = Replay.time(of: line) {
                if let last, time > last { usleep(UInt32(clamping: Int64(Double(time - last) * 1000 / pace))) }
                last = time
            }
            do throws(Replay.Failure) {
                write(try replay.take(line), to: &json)
                refusals.note(replay.rejection, line: number)
            } catch {
                // What its time brought about.
                write(replay.takeOutputs(), to: &json)
                guard error.isForeign else {
                    StandardOutput.write(json.bytes)
                    StandardError.write("error: line \(number): \(error)\n")
                    throw ExitStatus.wrong
                }
                refusals.note(error, line: number)
            }
            if json.bytes.count > 1 << 15 || pace != nil {
                StandardOutput.write(json.bytes)
                json.reset()
            }
        }
        write(replay.finish(), to: &json)
        StandardOutput.write(json.bytes)
        try refusals.finish(losses: replay.losses)
    }

    private func write(_ outputs: [Output], to json: inout JSONWriter) {
        for output in outputs {
            output.write(to: &json)
            json.newline()
        }
    }

    /// Nil for as fast as possible.
    private func factor() throws -> Double? {
        if speed == "max" { return nil }
        guard let number = Double(speed), number > 0, number.isFinite else {
            throw ValidationError("--speed is max or a number above 0")
        }
        return number
    }
}
