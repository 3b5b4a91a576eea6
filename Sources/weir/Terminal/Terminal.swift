internal import Glibc

/// The terminal that people look at.
enum Terminal {
    /// SGR parameters (ECMA-48 section 8.3.117).
    enum Colour: String {
        case red = "31"
        case green = "32"
        case yellow = "33"
        case cyan = "36"
        case bold = "1"
        case dim = "2"
    }

    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Colour is for terminals alone, and not for those who say no (no-color.org).
    static var isColoured: Bool { isTerminal && getenv("NO_COLOR") == nil }

    /// Columns and rows; those of the oldest terminals where there is none.
    static var size: (columns: Int, rows: Int) {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return (80, 24)
        }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// What would move the cursor or change the terminal is shown as a question mark: names come from the network.
    static func safe(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) ? "?" : $0 }))
    }

    static func coloured(_ text: String, _ colour: Colour?, if isColoured: Bool) -> String {
        guard isColoured, let colour else { return text }
        return "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m"
    }
}
