import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// What people see in a terminal, and programs in a pipe.
    @Suite struct TerminalOutput {
        private static let escape = "\u{1B}["

        private func scene() throws -> ConsoleScene {
            let scene = try ConsoleScene()
            try scene.introduce("pump-7", temperature: 110)
            try scene.wait("/api/v1/records", "the fan starts") { $0.contains(#""actuator":"fan""#) }
            return scene
        }

        /// What a command shows on a terminal of 80 columns and 24 rows.
        private func onTerminal(
            _ scene: ConsoleScene, _ words: String, variables: String = "-u NO_COLOR"
        ) throws -> String {
            // script(1) of util-linux plays the terminal.
            try scene.agent.script(
                """
                env \(variables) TERM=xterm script -qec "stty cols 80 rows 24; \
                exec \(AgentProcess.program()) \(words) --config \(scene.agent.configuration)" /dev/null </dev/null
                """
            ).output
        }

        @Test(
            "colour goes to a terminal alone, and not to those who say no",
            arguments: ["status", "events", "why pump-7.hot"])
        func colour(_ words: String) throws {
            let scene = try scene()
            let plain = try scene.agent.command(words.split(separator: " ").map(String.init))
            #expect(plain.code == 0 && plain.output.contains("pump-7"), "\(plain)")
            #expect(!plain.output.contains(TerminalOutput.escape))
            let coloured = try onTerminal(scene, words)
            #expect(coloured.contains(TerminalOutput.escape) && coloured.contains("pump-7"), "\(coloured)")
            let refused = try onTerminal(scene, words, variables: "NO_COLOR=1")
            #expect(!refused.contains(TerminalOutput.escape) && refused.contains("pump-7"), "\(refused)")
        }

        @Test("top fits a terminal of 80 columns and 24 rows, and gives it back as it was")
        func top() throws {
            let scene = try scene()
            for number in 0..<40 {
                try scene.introduce("pump-with-a-rather-long-name-\(number)", temperature: 90.123_456)
            }
            let text = try scene.agent.script(
                """
                (sleep 2; printf q) | TERM=xterm script -qec "stty cols 80 rows 24; \
                exec \(AgentProcess.program()) top --config \(scene.agent.configuration)" /dev/null
                """
            ).output
            let frames = text.components(separatedBy: "\u{1B}[H").dropFirst()
            #expect(frames.count >= 2, "\(text.prefix(300))")
            for frame in frames {
                let picture = frame.components(separatedBy: "\u{1B}[J")[0]
                let lines = picture.split(whereSeparator: \.isNewline)
                    .map { $0.replacing(/\u{1B}\[[0-9;?]*[A-Za-z]/, with: "") }
                #expect(lines.count <= 24 && lines.allSatisfy { $0.count <= 80 }, "\(lines)")
                #expect(lines.contains { $0.contains("pump-7") })
            }
            #expect(
                text.contains("\u{1B}[?1049l") && text.contains("\u{1B}[?25h"), "the screen and the cursor are back")
        }
    }
}
