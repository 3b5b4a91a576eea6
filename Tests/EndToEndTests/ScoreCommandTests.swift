import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// `weir score` on files as people have them.
    @Suite struct ScoreCommand {
        /// Ten quiet rows a minute apart, and then `more`. The header has a semicolon in quotes, and a space.
        private static func rows(and more: [String]) -> String {
            let quiet = (0..<10).map { "2026-01-05T10:0\($0):00Z,\(10 + $0 % 2),20" }
            return (["time,\"load; kW\", heat"] + quiet + more).joined(separator: "\n") + "\n"
        }

        private func score(_ text: String, _ words: String = "") throws -> AgentProcess.CommandResult {
            let agent = try AgentProcess(
                gateway: "gateway: g\nmqtt: {local: {url: \"mqtt://localhost:1883\"}}\n", devices: [:])
            try text.write(toFile: "\(agent.directory.path)/rows.csv", atomically: true, encoding: .utf8)
            return try agent.script("cd \"$2/..\" && \"$1\" score ewma rows.csv --warmup 5 \(words) && ls")
        }

        @Test("a cell that is no number is missing: the same rows come out, and it is told")
        func badCells() throws {
            let text = Self.rows(and: ["2026-01-05T10:10:00Z,abc,20", "2026-01-05T10:11:00Z,99,20"])
            let result = try score(text, "--explain --save state")
            #expect(result.code == 0)
            let lines = result.output.split(separator: "\n").map(String.init)
            let input = text.split(separator: "\n").map(String.init)
            for (line, row) in zip(lines, input) { #expect(line.hasPrefix(row + ",")) }
            #expect(lines[0].hasSuffix("anomaly_measure,anomaly_since"))
            #expect(lines[12].contains(",load; kW,") && lines[12].hasSuffix(",sigmas,2026-01-05T10:11:00.000Z"))
            #expect(lines.contains("state") && !lines.contains("state.new"))
            #expect(
                result.errors
                    == "warning: rows.csv: 1 cells are no numbers and count as missing; the first is in line 12, column 'load; kW': 'abc'\n"
            )
        }

        @Test("a row without a value after the warm-up is not one of the warm-up")
        func learning() throws {
            let result = try score(Self.rows(and: ["2026-01-05T10:10:00Z,,"]), "--format json")
            let rows = result.output.split(separator: "\n").filter { $0.hasPrefix("{") }
            #expect(rows.first?.contains("\"learning\":true") == true)
            #expect(rows.last?.contains("\"learning\":false") == true)
            #expect(result.errors.isEmpty)
            let short = try score("load\n1\n2\n3\n")
            #expect(short.code == 0 && short.errors.contains("rows.csv: it ends before the detector has learned"))
        }

        @Test("a day that no month has, and a directory, are mistakes")
        func mistakes() throws {
            let day = try score(Self.rows(and: ["2026-02-31T10:10:00Z,10,20"]))
            #expect(day.code == 1 && day.errors.contains("rows.csv:12: error: column 'time': '2026-02-31T10:10:00Z'"))
            #expect(try score(Self.rows(and: ["2028-02-29T10:10:00Z,10,20"])).code == 0)
            let agent = try AgentProcess(
                gateway: "gateway: g\nmqtt: {local: {url: \"mqtt://localhost:1883\"}}\n", devices: [:])
            let directory = try agent.script("\"$1\" score ewma \"$2\"")
            #expect(directory.code == 1 && directory.errors.contains("it is a directory"))
        }
    }
}
