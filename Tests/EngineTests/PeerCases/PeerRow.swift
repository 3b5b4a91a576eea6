import Foundation

/// One row, read as loosely as it is written.
struct PeerRow {
    let members: [String: Any]

    init(_ members: [String: Any]) {
        self.members = members
    }

    var id: String { members["id"] as? String ?? "?" }
    var peer: String { members["peer"] as? String ?? "" }
    var topic: String { members["topic"] as? String ?? "" }
    var plain: String { members["plain"] as? String ?? "" }
    var rule: String { members["rule_peer"] as? String ?? "" }
    var config: PeerRow { PeerRow(members["config"] as? [String: Any] ?? [:]) }
    var input: [PeerRow] { list("input") }

    /// Whether a plain reading of the rule gives what is expected.
    var isConsistent: Bool { (members["check"] as? [String: Any])?["naive_agrees"] as? Bool != false }

    func text(_ name: String) -> String? { members[name] as? String }
    func integer(_ name: String) -> Int64? { (members[name] as? NSNumber)?.int64Value }
    func number(_ name: String) -> Double? { (members[name] as? NSNumber)?.doubleValue }
    func flag(_ name: String) -> Bool? { members[name] as? Bool }
    func list(_ name: String) -> [PeerRow] { (members[name] as? [[String: Any]] ?? []).map(PeerRow.init) }
    func has(_ name: String) -> Bool { members[name] != nil }
}
