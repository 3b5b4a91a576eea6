import Foundation
import TestSupport
import Testing

/// The cases of other stream processors as data (`streams/peer-cases.jsonl` in `$WEIR_DATA` or beside the package), each
/// translated into the engine's own types and compared. Rows whose expectation even their own plain reading does not
/// meet (`naive_agrees: false`) are left out; so are those in `LeftOut`.
@Suite(.enabled(if: PeerData.isExpected, "the shared data is not here: set WEIR_DATA")) struct PeerCases {}

/// Where the rows are, and how they are compared.
enum PeerData {
    static let file: URL = {
        if let path = ProcessInfo.processInfo.environment["WEIR_DATA"] {
            return URL(fileURLWithPath: path).appendingPathComponent("streams/peer-cases.jsonl")
        }
        return URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../../shared/data/streams/peer-cases.jsonl").standardized
    }()

    /// In CI missing data is a failure, not a skip.
    static var isExpected: Bool {
        Trials.needsData || FileManager.default.fileExists(atPath: file.path)
    }

    static func rows(where isWanted: (PeerRow) -> Bool) throws -> [PeerRow] {
        try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { line in
            PeerRow(try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]))
        }.filter { isWanted($0) && $0.isConsistent }
    }

    /// Runs the rows and says how many agree, are left out for which reason, and differ.
    static func compare(
        _ name: String, _ rows: [PeerRow], leftOut: [LeftOut], sourceLocation: SourceLocation = #_sourceLocation,
        run: (PeerRow) throws -> (expected: [String], found: [String])
    ) throws {
        var agreeing = 0
        var reasons: [String: Int] = [:]
        for row in rows {
            if let feature = leftOut.first(where: { $0.applies(row) }) {
                reasons[feature.feature, default: 0] += 1
                continue
            }
            do {
                let (expected, found) = try run(row)
                if expected == found {
                    agreeing += 1
                } else {
                    Issue.record(
                        "\(row.id): \(row.plain)\nexpected \(expected)\nfound    \(found)",
                        sourceLocation: sourceLocation)
                }
            } catch {
                Issue.record("\(row.id): \(row.plain): \(error)", sourceLocation: sourceLocation)
            }
        }
        let left = reasons.sorted { $0.key < $1.key }.map { "; left out \($0.value): \($0.key)" }.joined()
        print("\(name): \(agreeing) of \(rows.count) rows agree\(left)")
    }
}
