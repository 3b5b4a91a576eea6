/// The characters of a file, before any of them means anything: UTF-8, no control characters, line breaks that editors
/// and YAML agree on.
struct SourceCheck {
    /// Past this many, the file is not text and nobody wants the list.
    private static let greatestProblemCount = 10

    private let file: SourceFile
    private let diagnostics: Diagnostics
    private var line = 1
    private var column = 1
    private var problemCount = 0

    /// The bytes of a UTF-8 byte order mark at the start: 0 or 3.
    static func byteOrderMarkLength(_ bytes: [UInt8]) -> Int {
        bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// True where the file may be given to the parser.
    static func accepts(_ file: SourceFile, _ diagnostics: Diagnostics) -> Bool {
        let bytes = file.bytes
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            diagnostics.error("the file is UTF-16", mend: "save it as UTF-8", at: file.start)
            return false
        }
        var check = SourceCheck(file: file, diagnostics: diagnostics)
        check.run()
        return check.problemCount == 0
    }

    private init(file: SourceFile, diagnostics: Diagnostics) {
        self.file = file
        self.diagnostics = diagnostics
    }

    private mutating func run() {
        let bytes = file.bytes
        var offset = Self.byteOrderMarkLength(bytes)
        while offset < bytes.count, problemCount < Self.greatestProblemCount {
            let byte = bytes[offset]
            if byte >= 0x20, byte < 0x7F {
                column += 1
                offset += 1
                continue
            }
            offset += step(at: offset)
        }
    }

    /// One character other than printable ASCII; gives its length in bytes.
    private mutating func step(at offset: Int) -> Int {
        let bytes = file.bytes
        let byte = bytes[offset]
        switch byte {
        case 0x0A:
            startLine()
            return 1
        case 0x0D:
            let isPair = offset + 1 < bytes.count && bytes[offset + 1] == 0x0A
            startLine()
            return isPair ? 2 : 1
        case 0x09: break
        case 0x00...0x7F:
            let name = byte == 0 ? "a NUL character" : "the control character \(ShownText.codePoint(UInt32(byte)))"
            problem("\(name) stands here", mend: "remove it", at: offset)
        default:
            guard let (value, length) = Self.decode(bytes, at: offset) else {
                let digits = String(byte, radix: 16, uppercase: true)
                problem("the byte 0x\(digits) is not UTF-8", mend: "save the file as UTF-8", at: offset)
                column += 1
                return 1
            }
            checkCharacter(value, at: offset)
            column += 1
            return length
        }
        column += 1
        return 1
    }

    private mutating func startLine() {
        line += 1
        column = 1
    }

    private mutating func checkCharacter(_ value: UInt32, at offset: Int) {
        switch value {
        // YAML 1.1 parsers, libyaml among them, break lines here; YAML 1.2 and editors don't.
        case 0x85, 0x2028, 0x2029:
            problem(
                "the line break \(ShownText.codePoint(value)) stands here", mend: "write an ordinary line break",
                at: offset)
        case 0xFEFF: problem("a byte order mark stands inside the file", mend: "remove it", at: offset)
        case 0x80...0x9F, 0xFFFE, 0xFFFF:
            problem("the control character \(ShownText.codePoint(value)) stands here", mend: "remove it", at: offset)
        default: break
        }
    }

    private mutating func problem(_ message: String, mend: String, at offset: Int) {
        problemCount += 1
        diagnostics.error(
            message, mend: mend, at: Mark(file: file, line: line, column: column, offset: offset, byteCount: 1))
    }

    /// One scalar of more than one byte by Unicode 15, table 3-7 (no overlong forms, no surrogates); nil where the
    /// bytes are none.
    static func decode(_ bytes: [UInt8], at offset: Int) -> (value: UInt32, length: Int)? {
        let first = bytes[offset]
        let length: Int
        switch first {
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF: length = 3
        case 0xF0...0xF4: length = 4
        default: return nil
        }
        guard offset + length <= bytes.count else { return nil }
        var value = UInt32(first) & (0x7F >> UInt32(length))
        for place in 1..<length {
            let byte = bytes[offset + place]
            guard byte & 0xC0 == 0x80 else { return nil }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        let least: UInt32 = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000
        guard value >= least, Unicode.Scalar(value) != nil else { return nil }
        return (value, length)
    }
}
