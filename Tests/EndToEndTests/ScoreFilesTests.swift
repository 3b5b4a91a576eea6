import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// `weir learn` and `weir report`, as a user calls them, and the page about remaining life as its reader would.
    @Suite struct ScoreFiles {
        private static let gateway = "gateway: g\nmqtt: {local: {url: \"mqtt://localhost:1883\"}}\n"
        private static let device = """
            device: pump-7
            inputs: {t: {mqtt: pump/t, signals: {vibration: v, flow: f}}}
            scores:
              wear: {detect: ewma, of: vibration, warmup: 40}
            rules: {worn: {when: wear >= 1.0, message: "<{wear.signal}> & more"}}
            derive: {square: vibration * vibration}
            summaries: {m: {every: 1h, of: {flow: [mean]}}}

            """

        /// 200 rows a minute apart; vibration rises at the end.
        private static let rows = (0..<200).map { row in
            let vibration = 1.5 + 0.1 * sin(Double(row)) + (row > 150 ? 3 : 0)
            return "2026-01-05T\(row / 60 + 10):\(row % 60 < 10 ? "0" : "")\(row % 60):00Z,\(vibration),12.5"
        }

        private func agent(_ device: String = Self.device) throws -> AgentProcess {
            let agent = try AgentProcess(gateway: Self.gateway, devices: ["pump": device])
            try write("timestamp,vibration,flow\n" + Self.rows.joined(separator: "\n") + "\n", to: "rows.csv", agent)
            return agent
        }

        private func write(_ text: String, to name: String, _ agent: AgentProcess) throws {
            try text.write(toFile: "\(agent.directory.path)/\(name)", atomically: true, encoding: .utf8)
        }

        @Test("what weir learn writes makes the device file score from its first reading")
        func learn() throws {
            let agent = try agent()
            let csv = "\(agent.directory.path)/rows.csv"
            let learned = try agent.command(["learn", "pump-7.wear", csv, "--to", "2026-01-05T12:00:00Z"])
            #expect(learned.code == 0, "\(learned.errors)")
            #expect(learned.output.contains("ewma of vibration, 121 readings from 2026-01-05T10:00:00.000Z"))
            #expect(learned.output.hasSuffix("write 'learned: pump-7-wear.json' beside 'detect: ewma'\n"))
            try agent.write(
                device: "pump",
                Self.device.replacing("warmup: 40}", with: "warmup: 40, learned: pump-7-wear.json}"))
            #expect(try agent.command(["check"]).code == 0)
            let line = #"{"time":1767700000000,"device":"pump-7","signals":{"vibration":V,"flow":12.5}}"#
            let input = [1.5, 9].map { line.replacing("V", with: "\($0)") }.joined(separator: "\n")
            try write(input + "\n", to: "two", agent)
            let replay = try agent.command(["replay", "\(agent.directory.path)/two"])
            #expect(replay.code == 0 && replay.output.contains(#""name":"worn","state":"raised""#), "\(replay)")
            // Another setting: the file says what to do, and learning again still works.
            try agent.write(
                device: "pump",
                Self.device.replacing("warmup: 40}", with: "warmup: 30, learned: pump-7-wear.json}"))
            #expect(try agent.command(["check"]).errors.contains("or with other settings; learn again: weir learn"))
            #expect(try agent.command(["learn", "pump-7.wear", csv]).code == 0)
            #expect(try agent.command(["check"]).code == 0)
        }

        @Test("what weir fleet makes of runs to the end is taken by a device file")
        func fleet() throws {
            var rows = "run,vibration,flow\n"
            for run in 0..<5 {
                for row in 0..<(100 + run * 7) {
                    let wear = exp(-0.05 * Double(99 + run * 7 - row))
                    rows += "\(run),\(1 + wear + 0.01 * sin(Double(row * 7))),\(5 + 0.1 * cos(Double(row * 3)))\n"
                }
            }
            let scores = """
                scores:
                  worn: {health: fleet.json, of: [vibration, flow]}
                  life: {remaining_life: {of: worn, fleet: fleet.json}}
                rules: {worn_out: {when: life < 20.0}}

                """
            let start = try #require(Self.device.range(of: "scores:"))
            let agent = try agent(String(Self.device[..<start.lowerBound]) + scores)
            try write(rows, to: "runs.csv", agent)
            let output = "\(agent.configuration)/devices/fleet.json"
            let made = try agent.script(
                "\"$1\" fleet '\(agent.directory.path)/runs.csv' --per run --row 1h -o '\(output)'")
            #expect(made.code == 0 && made.output.hasSuffix("of vibration, flow\n"), "\(made.errors)")
            #expect(try agent.command(["check"]).code == 0)
            let short = try agent.script(
                "\"$1\" fleet '\(agent.directory.path)/runs.csv' --per run --row 1h --healthy 500 -o '\(output)'")
            #expect(short.code == 1 && short.errors.contains("no run is longer than 510 rows"))
        }

        @Test("what weir learn cannot do it says")
        func learnMistakes() throws {
            let agent = try agent()
            let csv = "\(agent.directory.path)/rows.csv"
            func errors(_ words: [String]) throws -> String {
                let result = try agent.command(["learn"] + words)
                #expect(result.code == 1)
                return result.errors
            }
            #expect(try errors(["pump-9.wear", csv]) == "error: no device file describes 'pump-9'\n")
            #expect(try errors(["pump-7.tear", csv]) == "error: 'pump-7' has no score 'tear'; it has wear\n")
            #expect(
                try errors(["pump-7.wear", csv, "--to", "2026-01-05T10:20:00Z"]).hasPrefix(
                    "error: 21 readings are not enough for the detector; "))
            #expect(try errors(["pump-7.wear", "/nowhere.csv"]).contains("No such file"))
            #expect(try agent.command(["learn", "pump-7.wear", csv, "--from", "-7"]).code == 2)
        }

        @Test("weir report makes one page that asks for nothing else, with what was alarming, and nothing that runs")
        func report() throws {
            let agent = try agent()
            let csv = "\(agent.directory.path)/rows.csv"
            for words in [["--device", "pump-7", csv], [csv, "--detector", "ewma"]] {
                let result = try agent.command(["report"] + words + ["-o", "-"])
                #expect(result.code == 0, "\(result.errors)")
                let page = result.output
                #expect(page.hasPrefix("<!DOCTYPE html>") && page.hasSuffix("</html>\n"))
                #expect(page.components(separatedBy: "<svg ").count >= 4)
                #expect(page.contains("class=\"alarm\""))
                for word in ["<script", "http://", "https://", "src=", "href=", "url("] {
                    #expect(!page.contains(word))
                }
                let parser = XMLDocumentCheck(page)
                #expect(parser.isWhole, "\(parser.problem)")
            }
            let page = try agent.command(["report", "--device", "pump-7", csv, "-o", "-"]).output
            #expect(page.contains("&lt;vibration&gt; &amp; more"))
        }

        @Test("the page about remaining life does what it says, block by block", .enabled(if: Recipe.isAsked))
        func recipe() throws {
            let python = try #require(Recipe.python, "LightGBM is missing: name a Python that has it in WEIR_PYTHON")
            let agent = try agent()
            let data = try #require(Recipe.data)
            for (name, text) in try Recipe.files() { try write(text, to: name, agent) }
            let steps = try Recipe.steps().joined(separator: "\n")
            let result = try agent.script(
                """
                set -e
                cd "$2/.."
                mkdir bin
                ln -s "$1" bin/weir
                # No link: an environment of its own is found by the path of its program.
                printf '#!/bin/sh\\nexec \(python) "$@"\\n' > bin/python3
                chmod +x bin/python3
                PATH=$PWD/bin:$PATH
                ln -s '\(data)/cmapss/train_FD001.txt' .
                \(steps)
                """)
            #expect(result.code == 0, "\(result.errors)")
            #expect(result.output.contains("the same in both"), "\(result.output)")
            #expect(result.output.contains("cycles left"))
        }
    }
}

/// The page, taken apart: files are blocks with a name, steps those of the shell.
private enum Recipe {
    static let data = ProcessInfo.processInfo.environment["WEIR_SCORE_DATA"]

    /// Where there is data to train on: in CI always, since a test that is left out there is left out everywhere; else
    /// where something can train.
    static let isAsked = data != nil && (ProcessInfo.processInfo.environment["CI"] == "true" || python != nil)

    /// WEIR_PYTHON, or what the path has; nil where it cannot train or there is no data to train on.
    static let python: String? = {
        guard data != nil else { return nil }
        let program = ProcessInfo.processInfo.environment["WEIR_PYTHON"] ?? "/usr/bin/python3"
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["-c", "import lightgbm"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }  // No Python: the test is skipped.
        process.waitUntilExit()
        return process.terminationStatus == 0 ? program : nil
    }()

    private static func blocks() throws -> [(head: Substring, text: String)] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "deploy/docs/remaining-life.md"), encoding: .utf8)
        return page.components(separatedBy: "\n```").enumerated().filter { $0.offset % 2 == 1 }.map { block in
            let end = block.element.firstIndex(of: "\n") ?? block.element.endIndex
            return (block.element[..<end], String(block.element[end...].dropFirst()) + "\n")
        }
    }

    static func files() throws -> [(name: String, text: String)] {
        try blocks().compactMap { block in
            let words = block.head.split(separator: " ")
            return words.count == 2 ? (String(words[1]), block.text) : nil
        }
    }

    static func steps() throws -> [String] { try blocks().filter { $0.head == "sh" }.map(\.text) }
}
