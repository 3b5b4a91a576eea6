import Documents
import TestSupport
import Testing

/// Random damage: whatever a file holds, reading ends, never crashes, and either gives a tree or says why not.
struct MutationTests {
    private static let seeds = [
        "{actuators: {fan: {safe: true, min_on: 30s, interlock: \"a > b\"}}, time: {field: ts}}\n",
        """
        # devices
        time: &t {field: ts, max_delay: 5s}
        mqtt:
          url: "mqtt://${HOST:-localhost}:1883"
          password: !secret mqtt
          send: [events, readings]
        actuators:
          fan:
            safe: true
            min_on: 30s
            interlock: >-
              door == false
              && level < 3.0
          motor: {safe: false, priority: 2, direction: down}

        """,
        "\u{FEFF}a: &a [1, 0x1F, 1e3, ~, on, 'x''y', \"\\u00e9\\n\"]\r\nb: [*a, *a]\r\n? c\r\n: |\r\n  x\r\n  é\r\n",
    ]

    private static let pieces: [[UInt8]] =
        [
            "&a ", "*a", "!!x ", "!secret ", "${", "}", "{", "[", "]", "- ", ": ", "\n", "\r", "\t", "'", "\"", "|",
            ">", "# ", "---\n", "%",
            "<<: ", "\u{A0}", "\u{FEFF}", "\u{2028}", "? ", "  ", "\\", "`", "$(", "012", "1_0",
        ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0], [0xED, 0xA0, 0x80]]

    @Test("20,000 damaged files are read or refused, and every refusal has a place inside the file")
    func damaged() {
        let seed = Trials.seed()
        print("documents mutation seed: WEIR_TEST_SEED=\(seed)")
        var random = SeededGenerator(seed)
        var refusedCount = 0
        for round in 0..<20_000 {
            let bytes = mutated(Array(Self.seeds[round % Self.seeds.count].utf8), &random)
            let diagnostics = Diagnostics()
            let context = ReadingContext(
                diagnostics: diagnostics, environment: Environment([:]), secrets: SecretsInMemory(["mqtt": "x"]))
            let file = SourceFile(path: "x.yaml", bytes: bytes)
            let root = YAMLReader(diagnostics: diagnostics).read(file)
            _ = root.flatMap { context.section(PumpFile.self, from: $0) }
            refusedCount += diagnostics.hasErrors ? 1 : 0
            #expect(root != nil || diagnostics.hasErrors, "seed \(seed), round \(round): neither a tree nor a reason")
            check(diagnostics, bytes, "seed \(seed), round \(round)")
        }
        // The control: damage is found at all, and not everything is refused.
        #expect(refusedCount > 5_000)
        #expect(refusedCount < 20_000)
    }

    /// Every place lies in the file, and its line and column are what counting lines and characters up to its byte
    /// gives.
    private func check(_ diagnostics: Diagnostics, _ bytes: [UInt8], _ name: String) {
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        for diagnostic in diagnostics.entries {
            let mark = diagnostic.mark
            guard mark.offset <= bytes.count, mark.offset >= 0 else {
                Issue.record("\(name): \(diagnostic) is at byte \(mark.offset) of \(bytes.count)")
                continue
            }
            if mark.offset < start { continue }
            guard let before = String(validating: bytes[start..<mark.offset], as: UTF8.self) else { continue }
            let normal = before.unicodeScalars.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r" }
            let column = (normal.last?.count ?? 0) + 1
            let pairs =
                before.unicodeScalars.count { $0 == "\r" }
                - before.replacing("\r\n", with: "\n").unicodeScalars.count { $0 == "\r" }
            // A place between the two characters of a CRLF is still on the line that they end.
            let isInsidePair =
                bytes[..<mark.offset].last == 0x0D && mark.offset < bytes.count && bytes[mark.offset] == 0x0A
            if isInsidePair { continue }
            #expect(
                normal.count - pairs == mark.line,
                "\(name): \(diagnostic), by its byte the line is \(normal.count - pairs)")
            #expect(column == mark.column, "\(name): \(diagnostic), by its byte the column is \(column)")
        }
        #expect(diagnostics.text().utf8.count < 1_000_000)
        #expect(diagnostics.jsonLines().split(separator: "\n").count == diagnostics.sorted.count)
    }

    private func mutated(_ original: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = original
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            let end = min(bytes.count, place + Int.random(in: 0...6, using: &random))
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes.removeSubrange(place..<end)
            case 1: bytes.insert(contentsOf: Self.pieces.randomElement(using: &random) ?? [], at: place)
            case 2: bytes.insert(contentsOf: Array(bytes[place..<end]) + Array(bytes[place..<end]), at: place)
            case 3: if place < bytes.count { bytes[place] = UInt8.random(in: 0...255, using: &random) }
            default: bytes.removeSubrange((place == 0 ? bytes.count : place)...)
            }
        }
        return bytes
    }
}
