/// A single value as it was written: its text, and whether it was quoted.
///
/// Quoted text is always text. A plain one is read by the YAML 1.2 core schema (chapter 10.3), narrowed where a careful
/// reader would stumble: only `true` and `false` are booleans, so `on`, `off`, `yes`, `no` and `12:30:00` stay text.
public struct Scalar: Sendable, Equatable {
    public enum Style: Sendable, Equatable {
        /// Without quotes: may be a number or a boolean.
        case plain
        /// In single or double quotes.
        case quoted
        /// A `|` or `>` block.
        case block
        /// Given by `${VAR}`. A flow mapping wants quotes around a reference, so they do not make the value text.
        case expanded
    }

    public let text: String
    public let style: Style

    public init(_ text: String, style: Style = .plain) {
        self.text = text
        self.style = style
    }

    /// Nothing was written: an empty plain scalar, `~` or `null`.
    public var isNull: Bool {
        style == .plain && (text.isEmpty || text == "~" || text == "null" || text == "Null" || text == "NULL")
    }
}
