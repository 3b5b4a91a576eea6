import Foundation
import TestSupport
import Testing

/// Rows of the peers' own cases that are about patterns.
enum PatternRows {
    struct Missing: Error, CustomStringConvertible {
        var description: String
    }

    typealias Row = [String: Any]

    private static var path: String {
        let environment = ProcessInfo.processInfo.environment
        let folder =
            environment["WEIR_DATA"]
            ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
                "../../../../shared/data"
            ).standardized.path
        return folder + "/streams/peer-cases.jsonl"
    }

    /// The rows of one family that a naive reading of the rules reproduces, or that it does not cover; nil where the data
    /// is absent, which in CI is an error.
    static func load(topic: String) throws -> [Row]? {
        guard FileManager.default.fileExists(atPath: path) else {
            if Trials.needsData { throw Missing(description: "no data at \(path)") }
            print("peer cases left out: no data at \(path); set WEIR_DATA")
            return nil
        }
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return try text.split(separator: "\n").compactMap { line in
            guard let row = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? Row,
                (row["topic"] as? String)?.hasPrefix(topic) == true
            else { return nil }
            let check = row["check"] as? Row
            return check?["naive_agrees"] as? Bool == false ? nil : row
        }
    }

    /// Runs every row; a row that can't be read or that differs is an issue with its id.
    /// - Parameter difference: nil where the row agrees.
    static func compare(topic: String, difference: (Row) throws -> String?) throws {
        guard let rows = try load(topic: topic) else { return }
        var agreeing = 0
        for row in rows {
            let id = row["id"] as? String ?? "?"
            do {
                if let difference = try difference(row) {
                    Issue.record("\(id) \(row["rule_peer"] ?? ""): \(difference)")
                } else {
                    agreeing += 1
                }
            } catch {
                Issue.record("\(id): \(error)")
            }
        }
        print("\(topic): \(agreeing) of \(rows.count) rows agree")
    }
}
