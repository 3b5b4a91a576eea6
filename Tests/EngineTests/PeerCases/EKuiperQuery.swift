import Engine
import Foundation
import Telemetry
import Testing

/// As much of eKuiper's SQL as its window cases need: columns, count, collect and window bounds; `where`, `having` and
/// `order by` with one plain comparison or column.
struct EKuiperQuery {
    struct Column {
        var name: String
        var source: String
    }

    struct Condition {
        var column: String
        var comparison: String
        var number: Double

        func holds(_ row: PeerRow) -> Bool {
            guard let left = row.number(column) else { return false }
            return switch comparison {
            case ">": left > number
            case "<": left < number
            case ">=": left >= number
            case "<=": left <= number
            default: left == number
            }
        }
    }

    struct NotUnderstood: Error {
        var words: String
    }

    private(set) var columns: [Column] = []
    private(set) var window = WindowSettings.Kind.count(size: 1, slide: 1)
    private(set) var condition: Condition?
    private var having: Condition?
    private var group: String?
    private var order: String?

    init(_ text: String) throws {
        let parts = EKuiperQuery.clauses(text)
        for item in EKuiperQuery.items(parts["select"] ?? "") {
            let words = item.split(separator: " as ", omittingEmptySubsequences: true).map(EKuiperQuery.trimmed)
            let source = words[0].replacing(" ", with: "")
            columns.append(
                Column(name: words.count > 1 ? words[1] : EKuiperQuery.plainName(source), source: source))
        }
        condition = try parts["where"].map(EKuiperQuery.condition)
        having = try parts["having"].map(EKuiperQuery.condition)
        order = parts["order by"]
        for item in EKuiperQuery.items(parts["group by"] ?? "") {
            if item.lowercased().contains("window(") { window = try EKuiperQuery.window(item) } else { group = item }
        }
    }

    private static func clauses(_ text: String) -> [String: String] {
        let names = ["select", "from", "where", "group by", "having", "order by"]
        let lowered = text.lowercased()
        let found = names.compactMap { name in lowered.range(of: "\(name) ").map { (name, $0) } }
        var parts: [String: String] = [:]
        for (index, (name, range)) in found.enumerated() {
            let end = index + 1 < found.count ? found[index + 1].1.lowerBound : lowered.endIndex
            let offsets = (
                lowered.distance(from: lowered.startIndex, to: range.upperBound),
                lowered.distance(from: lowered.startIndex, to: end)
            )
            parts[name] = trimmed(text.prefix(offsets.1).dropFirst(offsets.0))
        }
        return parts
    }

    /// Parts between commas that are not in parentheses.
    private static func items(_ text: String) -> [String] {
        var depth = 0
        var items = [""]
        for character in text {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if character == ",", depth == 0 { items.append("") } else { items[items.count - 1].append(character) }
        }
        return items.map(trimmed)
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// `count(*)` is `count` where it has no other name.
    private static func plainName(_ source: String) -> String {
        String(source.prefix { $0 != "(" })
    }

    private static func condition(_ text: String) throws -> Condition {
        let words = text.split(separator: " ").map(String.init)
        guard words.count == 3, let number = Double(words[2]) else { throw NotUnderstood(words: text) }
        return Condition(column: words[0], comparison: words[1], number: number)
    }

    private static func window(_ text: String) throws -> WindowSettings.Kind {
        let name = text.prefix { $0 != "(" }.lowercased()
        let arguments = text.drop { $0 != "(" }.dropFirst().prefix { $0 != ")" }.split(separator: ",").map(trimmed)
        let numbers = arguments.compactMap { Int64($0) }
        let units: [String: Int64] = ["ms": 1, "ss": 1000, "mi": 60_000, "hh": 3_600_000, "dd": 86_400_000]
        let unit = units[arguments.first?.lowercased() ?? ""] ?? 1
        switch (name, numbers.count) {
        case ("tumblingwindow", 1): return .tumbling(size: numbers[0] * unit)
        case ("hoppingwindow", 2): return .hopping(size: numbers[0] * unit, slide: numbers[1] * unit)
        case ("slidingwindow", 1): return .sliding(size: numbers[0] * unit)
        case ("countwindow", 1): return .count(size: Int(numbers[0]), slide: Int(numbers[0]))
        case ("countwindow", 2): return .count(size: Int(numbers[0]), slide: Int(numbers[1]))
        default: throw NotUnderstood(words: text)
        }
    }

    /// Whether a statement asks for more than is understood here.
    static func isBeyond(_ text: String) -> Bool {
        // That it cannot be read is just what is asked.
        guard let query = try? EKuiperQuery(text) else { return true }
        let known = ["window_start()", "window_end()", "event_time()"]
        let functions = ["count(", "collect("]
        return query.columns.contains { column in
            column.source.contains { "(*+-/".contains($0) } && !known.contains(column.source)
                && !functions.contains { column.source.hasPrefix($0) }
        }
    }

    // MARK: Results

    func select(_ rows: [PeerRow], _ window: ClosedWindow<ListContents>) -> [PeerRow] {
        var groups: [(key: String, rows: [PeerRow])] = []
        for row in rows {
            let key = group.map { "\(row.members[$0] ?? "")" } ?? ""
            if let index = groups.firstIndex(where: { $0.key == key }) {
                groups[index].rows.append(row)
            } else {
                groups.append((key, [row]))
            }
        }
        if order != nil, order == group { groups.sort { $0.key < $1.key } }
        let gathers =
            group != nil || columns.contains { $0.source.hasPrefix("count(") || $0.source.hasPrefix("collect(") }
        let results = groups.flatMap { group in
            gathers ? [result(group.rows, window)] : group.rows.map { result([$0], window) }
        }
        return results.filter { having?.holds($0) ?? true }
    }

    private func result(_ rows: [PeerRow], _ window: ClosedWindow<ListContents>) -> PeerRow {
        var members: [String: Any] = [:]
        for column in columns { members[column.name] = value(column.source, rows, window) }
        return PeerRow(members)
    }

    private func value(_ source: String, _ rows: [PeerRow], _ window: ClosedWindow<ListContents>) -> Any? {
        switch source {
        case "window_start()": return window.start.milliseconds
        case "window_end()", "event_time()": return window.end.milliseconds
        default: break
        }
        let argument = String(source.drop { $0 != "(" }.dropFirst().prefix { $0 != ")" })
        if source.hasPrefix("count(") { return argument == "*" ? rows.count : rows.count { $0.has(argument) } }
        if source.hasPrefix("collect(*)[0]->") { return rows.first?.members[String(source.dropFirst(15))] }
        if source.hasPrefix("collect(") { return rows.compactMap { $0.members[argument] } }
        return rows.first?.members[source]
    }
}
