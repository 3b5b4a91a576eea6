import Configuration
import Documents
import Foundation
import TestSupport
import Testing

@Suite struct MutationTests {
    private static let library = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../devices")

    private static func samples() throws -> [(name: String, bytes: [UInt8])] {
        try FileManager.default.contentsOfDirectory(at: library, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "yaml" }.sorted { $0.path < $1.path }
            .map { ($0.lastPathComponent, Array(try Data(contentsOf: $0))) }
    }

    /// Pieces that mean something to one of the readers on the way.
    private static let tokens =
        [
            "{", "}", "[", "]", ":", ",", "\"", "'", "&a ", "*a", "!secret x", "!!int ", "#", "|", ">", "-", "\n",
            "\n  ", "\t",
            "${X}", "$(x)", "{device}", "{device+}", "+", "/#", "0", "-1", "1e999", ".nan", "10s", "99999d", "true",
            "null", "~",
            "when: ", "until: ", "set: {fan: true}", "&& ", "|| ", "!", "(", ")", "? ", " : ", ".raised", ".on",
            "temperature",
            "size(", "[0]", "rules:\n", "signals:\n", "\u{0}", "\u{FEFF}", "\u{A0}", "é", "😀",
        ].map { Array($0.utf8) } + [[0xFF], [0xC0, 0x80], [0x0D]]

    @Test("the shipped device files are right")
    func shipped() throws {
        let samples = try Self.samples()
        #expect(samples.count >= 4)
        // What reads other files is checked in its directory, with the library.
        for sample in samples
        where !sample.bytes.split(separator: 0x0A).contains(where: { $0.starts(with: Array("tables:".utf8)) }) {
            let diagnostics = GatewayLoader(environment: Environment([:]))
                .check(deviceFile: SourceFile(path: sample.name, bytes: sample.bytes))
            #expect(diagnostics.sorted.map(\.description) == [])
        }
    }

    @Test("mutated device files are taken or refused with places in them, and never crash the loader or its schema")
    func mutations() throws {
        let seed = Trials.seed()
        print("device file mutation seed: WEIR_TEST_SEED=\(seed)")
        var generator = SeededGenerator(seed)
        let samples = try Self.samples().map(\.bytes)
        let loader = GatewayLoader(environment: Environment([:]))
        let schema = try SchemaValidator(FileKind.device.schema.text)
        var taken = 0
        let rounds = Trials.isLong ? 50_000 : 1_500
        for round in 0..<rounds {
            let text = mutated(samples, using: &generator)
            let file = SourceFile(path: "mutated.yaml", bytes: text)
            let diagnostics = loader.check(deviceFile: file)
            if !diagnostics.hasErrors {
                taken += 1
                // What the loader takes, an editor must not mark.
                let document = try #require(YAMLReader(diagnostics: Diagnostics()).read(file))
                let marked = try schema.mistakes(document)
                #expect(marked == [], "round \(round) of seed \(seed)")
            }
            let lineCount = text.count { $0 == 0x0A || $0 == 0x0D } + 1
            for diagnostic in diagnostics.sorted where diagnostic.mark.file.path == "mutated.yaml" {
                let isInside = (1...lineCount).contains(diagnostic.mark.line) && diagnostic.mark.column >= 1
                #expect(isInside && !diagnostic.message.isEmpty, "round \(round) of seed \(seed): \(diagnostic)")
            }
            let shown = diagnostics.text()
            #expect(
                shown.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" },
                "round \(round) of seed \(seed): \(shown.debugDescription)")
        }
        #expect(taken > rounds / 100 && taken < rounds, "the control: mutations reach both sides; seed \(seed)")
    }

    private func mutated(_ samples: [[UInt8]], using generator: inout SeededGenerator) -> [UInt8] {
        var text = samples[Int.random(in: samples.indices, using: &generator)]
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let start = Int.random(in: 0...text.count, using: &generator)
            let end = min(text.count, start + Int.random(in: 0...12, using: &generator))
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: text.removeSubrange(start..<end)
            case 1: text.insert(contentsOf: text[start..<end], at: Int.random(in: 0...text.count, using: &generator))
            case 2 where start < text.count: text[start] = UInt8(truncatingIfNeeded: generator.next())
            default:
                let token = Self.tokens[Int.random(in: Self.tokens.indices, using: &generator)]
                text.replaceSubrange(start..<(Bool.random(using: &generator) ? end : start), with: token)
            }
        }
        return text
    }
}
