/// One mistake: where it is, what is wrong, and what to write instead.
public struct Diagnostic: Sendable, Equatable {
    public enum Severity: String, Sendable {
        /// The configuration cannot be used.
        case error
        /// The configuration can be used, and probably does not do what was meant.
        case warning
    }

    public let severity: Severity
    public let mark: Mark

    /// What is wrong, in one clause that starts in lower case and has no full stop.
    public let message: String

    /// What to write, such as `write 'min_on'`.
    public let mend: String?

    public init(severity: Severity, mark: Mark, message: String, mend: String? = nil) {
        self.severity = severity
        self.mark = mark
        self.message = message
        // Some modules say by an empty text that they know of no mend.
        self.mend = mend.flatMap { $0.isEmpty ? nil : $0 }
    }
}

extension Diagnostic: CustomStringConvertible {
    /// `devices/pump.yaml:12:7: error: unknown key 'min_onn'; write 'min_on'`
    public var description: String {
        let sentence = mend.map { "\(message); \($0)" } ?? message
        return "\(mark): \(severity.rawValue): \(ShownText.printable(sentence))"
    }
}

extension Diagnostic: Comparable {
    /// By place; at one place errors come before warnings, then by message, so that output never depends on the order
    /// of finding.
    public static func < (left: Diagnostic, right: Diagnostic) -> Bool {
        if left.mark != right.mark { return left.mark < right.mark }
        if left.severity != right.severity { return left.severity == .error }
        return left.message.utf8.lexicographicallyPrecedes(right.message.utf8)
    }
}
