/// UTC offsets of time zones by name, from the rules in force: exact for the present, not for dates before a zone's last
/// change of rule. A host that has the whole time zone database gives `Environment.zoneOffset` instead.
enum ZoneTable {
    /// Seconds east of UTC at seconds since 1970; nil when there is no zone of that name.
    static func offset(zone: String, at epochSeconds: Int64) -> Int? {
        rules[zone]?.offset(at: epochSeconds)
    }

    /// Seconds east of UTC of an offset written out: `UTC`, `+05:30`, `-02:00`, `02:00`. Nil for anything else.
    static func fixedOffset(_ text: String) -> Int? {
        if text == "UTC" || text == "Z" { return 0 }
        var reader = DigitReader(text.first == "+" || text.first == "-" ? text : "+" + text)
        guard let offset = reader.zone(), reader.isAtEnd else { return nil }
        return offset
    }

    static func rule(named name: String) -> ZoneRule? { rules[name] }

    static var names: [String] { Array(rules.keys) }

    private static let rules: [String: ZoneRule] = {
        var rules: [String: ZoneRule] = [:]
        var rule: ZoneRule?
        for line in text.split(separator: "\n") {
            if line.first == "=" {
                rule = ZoneRule(posix: String(line.dropFirst()))
            } else if let rule {
                for name in line.split(separator: " ") { rules[String(name)] = rule }
            }
        }
        return rules
    }()
}
