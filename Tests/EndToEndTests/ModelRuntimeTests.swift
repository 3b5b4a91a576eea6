import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// Models that ONNX Runtime runs where it is installed.
    @Suite struct ModelRuntimes {
        private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "ScoringTests/Fixtures")
        private static let models = [
            "onnx-boost-binary", "onnx-forest", "onnx-forest-classes", "onnx-layers", "onnx-layers-binary",
            "onnx-logistic", "onnx-ridge-double",
        ]
        private static var library: String? { ProcessInfo.processInfo.environment["WEIR_ONNXRUNTIME"] }

        private static func agent(runtime: String) throws -> AgentProcess {
            let agent = try AgentProcess(
                gateway: Files.gateway(local: 1),
                devices: [
                    "d": """
                    device: d
                    inputs: {i: {mqtt: d, signals: [a, b, c, e, f, g]}}
                    scores:
                      s:
                        model: forest.onnx
                        format: onnx
                        runtime: \(runtime)
                        features: [a, b, c, e, f, g]
                    rules: {r: {when: s > 1.0}}

                    """
                ])
            try FileManager.default.copyItem(
                at: fixtures.appending(path: "onnx-forest.onnx"),
                to: URL(filePath: agent.configuration + "/devices/forest.onnx"))
            return agent
        }

        @Test("where the library is not, that is an error at the model's place, with what to do")
        func noLibrary() throws {
            let agent = try Self.agent(runtime: "onnxruntime")
            let result = try agent.script(#"WEIR_ONNXRUNTIME=/no/such/library.so "$1" check --config "$2""#)
            #expect(result.code == 1)
            let text = result.output + result.errors
            #expect(text.contains("d.yaml:5:12: error: 'forest.onnx': ONNX Runtime can't run it"), "\(text)")
            #expect(text.contains("WEIR_ONNXRUNTIME"))
        }

        @Test("the library is asked for by name only, and only for ONNX models")
        func asked() throws {
            let agent = try Self.agent(runtime: "native")
            let result = try agent.script(#"WEIR_ONNXRUNTIME=/no/such/library.so "$1" check --config "$2""#)
            #expect(result.code == 0, "\(result.output) \(result.errors)")
            try agent.write(
                device: "d",
                """
                device: d
                inputs: {i: {mqtt: d, signals: [a]}}
                scores: {s: {model: m.txt, format: lightgbm, runtime: onnxruntime, features: [a]}}
                rules: {r: {when: s > 1.0}}

                """)
            let other = try agent.command(["check"])
            #expect((other.output + other.errors).contains("'runtime: onnxruntime' runs ONNX models, not lightgbm"))
        }

        @Test(
            "the library and the gateway's own reader answer the same",
            .enabled(if: library != nil, "set WEIR_ONNXRUNTIME"),
            arguments: models)
        func parity(name: String) throws {
            let agent = try Self.agent(runtime: "onnxruntime")
            let check = try agent.command(["check"])
            #expect(check.code == 0, "\(check.output) \(check.errors)")
            // The rows of the fixture as a file with a header; what is missing stays empty.
            let text = try String(contentsOf: Self.fixtures.appending(path: name + ".rows"), encoding: .utf8)
            var table = "a,b,c,d,e,f\n"
            for line in text.split(separator: "\n") {
                let row = line.split(separator: "|")[0].split(separator: " ")
                table += row.map { $0 == "nan" ? "" : String($0) }.joined(separator: ",") + "\n"
            }
            let folder = agent.directory.path
            try Data(table.utf8).write(to: URL(filePath: folder + "/rows.csv"))
            try Data("a\nb\nc\nd\ne\nf\n".utf8).write(to: URL(filePath: folder + "/features.txt"))
            let model = Self.fixtures.appending(path: name + ".onnx").path
            func predict(_ runtime: String) throws -> [Double] {
                let result = try agent.script(
                    """
                    "$1" predict --model '\(model)' --format onnx --runtime \(runtime) \
                    --features '\(folder)/features.txt' '\(folder)/rows.csv'
                    """)
                #expect(result.code == 0, "\(result.errors)")
                return result.output.split(separator: "\n").dropFirst().map { line in
                    Double(line.split(separator: ",", omittingEmptySubsequences: false).last ?? "") ?? .nan
                }
            }
            let own = try predict("native")
            let other = try predict("onnxruntime")
            #expect(own.count == 30 && other.count == 30)
            for (left, right) in zip(own, other) {
                #expect(left.isNaN && right.isNaN || abs(left - right) <= 1e-4, "\(left) is not \(right)")
            }
        }
    }
}
