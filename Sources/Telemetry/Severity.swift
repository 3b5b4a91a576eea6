/// How urgent an event is. Alarm-class events (`major` and above) are the last to be dropped by a full buffer.
public enum Severity: UInt8, Sendable, CaseIterable, Comparable {
    case info, warning, minor, major, critical

    public var name: String {
        switch self {
        case .info: "info"
        case .warning: "warning"
        case .minor: "minor"
        case .major: "major"
        case .critical: "critical"
        }
    }

    public init?(name: String) {
        guard let match = Severity.allCases.first(where: { $0.name == name }) else { return nil }
        self = match
    }

    public static func < (left: Severity, right: Severity) -> Bool {
        left.rawValue < right.rawValue
    }
}
