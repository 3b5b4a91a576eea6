/// Characters that look like an ordinary space or like nothing at all.
///
/// In quoted text they may be meant; in an unquoted value or a key they are always a slip of the keyboard or of the
/// clipboard.
enum InvisibleCharacters {
    static func contains(_ value: UInt32) -> Bool {
        switch value {
        case 0xA0, 0xAD, 0x034F, 0x061C, 0x1680, 0x180E, 0x3000, 0xFEFF: true
        case 0x2000...0x200F, 0x2028...0x202F, 0x205F...0x2069: true
        default: false
        }
    }

    static func name(_ value: UInt32) -> String {
        switch value {
        case 0xA0: "a no-break space"
        case 0xFEFF: "a byte order mark"
        case 0x200B...0x200D, 0x2060: "a zero-width character"
        case 0x200E, 0x200F, 0x061C, 0x202A...0x202E, 0x2066...0x2069: "a text direction mark"
        default: "an invisible character"
        }
    }
}
