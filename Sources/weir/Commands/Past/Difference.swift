internal import Agent
internal import ArgumentParser
internal import Configuration
internal import Documents
internal import Rehearsal
internal import Telemetry

struct Difference: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Shows which events, commands and summaries other rules would have brought.",
        discussion: """
            weir diff --from -2d --rules new/pump.yaml
            weir diff before.jsonl after.jsonl

            The first form runs the journal through the files as they are and through the others; the second compares two \
            outputs of replay. Ends with 0 where they are the same, 1 where they differ, 2 where they cannot be compared.
            """)

    @OptionGroup var files: ConfigurationOptions
    @OptionGroup var past: PastOptions

    @Option(name: .long, help: "How much earlier or later the same thing may be said.")
    var within = "10m"

    @Option(name: .long, help: "How many differences are shown as text.")
    var show = 20

    @Option(name: .long, help: "text or json.")
    var format = OutputFormat.text

    @Argument(help: "Two outputs of replay.")
    var outputs: [String] = []

    func validate() throws {
        guard outputs.count == (past.isAsked ? 0 : 2) else {
            throw ValidationError("name two outputs of replay, or --from and --rules")
        }
        if past.isAsked, past.replacements.rules.isEmpty { throw ValidationError("name the other files: --rules") }
    }

    func run() throws {
        let tolerance = try tolerance()
        let (before, after) = past.isAsked ? try retrospects() : (try read(outputs[0]), try read(outputs[1]))
        let difference = ReplayDifference(from: before, to: after, tolerance: tolerance)
        switch format {
        case .text: StandardOutput.write(difference.text(showing: max(0, show)))
        case .json: StandardOutput.write(difference.json + [0x0A])
        }
        if !difference.isEmpty { throw ExitStatus.wrong }
    }

    private func retrospects() throws -> ([Said], [Said]) {
        let present = try files.require(failing: ExitStatus.usage, quiet: true)
        let other = try past.replacements.require(files, failing: ExitStatus.usage)
        var sides: [[Said]] = [[], []]
        var json = JSONWriter()
        do {
            try past.run([present, other], journal: present) { side, output in
                json.reset()
                output.write(to: &json)
                // A record that the engine says is one that can be read.
                if let said = try? Said(line: json.bytes) { sides[side].append(said) }
            }
        } catch {
            throw ExitStatus.usage
        }
        return (sides[0], sides[1])
    }

    private func read(_ path: String) throws -> [Said] {
        do {
            var lines = try LineReader(path: path)
            var said: [Said] = []
            var number = 0
            while let line = lines.next() {
                number += 1
                guard line.contains(where: { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }) else { continue }
                do {
                    if let record = try Said(line: line) { said.append(record) }
                } catch {
                    StandardError.write("error: \(path):\(number): \(error)\n")
                    throw ExitStatus.usage
                }
            }
            return said
        } catch {
            throw ExitStatus.usage
        }
    }

    private func tolerance() throws -> Int64 {
        do throws(ValueProblem) {
            return try DurationText.milliseconds(within)
        } catch {
            throw ValidationError("--within: " + error.message + (error.mend.map { "; \($0)" } ?? ""))
        }
    }
}
