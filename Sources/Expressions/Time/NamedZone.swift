/// A time zone by its IANA name, or a fixed offset from UTC such as `+05:30`, with the rules in force at present.
public struct NamedZone: Sendable, Equatable {
    /// The time zone database that the rules come from.
    public static let databaseVersion = "2025b"

    public let name: String
    private enum Clock: Sendable {
        case fixed(Int)
        case ruled(ZoneRule)
    }

    private let clock: Clock

    /// Nil when there is no zone of this name.
    public init?(_ name: String) {
        self.name = name
        if let offset = ZoneTable.fixedOffset(name) {
            clock = .fixed(offset)
        } else {
            guard let rule = ZoneTable.rule(named: name) else { return nil }
            clock = .ruled(rule)
        }
    }

    /// Seconds east of UTC at seconds since 1970.
    public func offset(at epochSeconds: Int64) -> Int {
        switch clock {
        case .fixed(let offset): offset
        case .ruled(let rule): rule.offset(at: epochSeconds)
        }
    }

    public static func == (left: NamedZone, right: NamedZone) -> Bool { left.name == right.name }

    /// The zone that was probably meant by a name that is none: the same in other case, or the place without its continent.
    public static func suggestion(for name: String) -> String? {
        let wanted = name.lowercased()
        return ZoneTable.names.sorted().first { candidate in
            let known = candidate.lowercased()
            return known == wanted || known.split(separator: "/").last.map { $0 == wanted } ?? false
        }
    }
}
