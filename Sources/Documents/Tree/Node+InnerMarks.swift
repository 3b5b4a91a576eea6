extension Node {
    /// The place inside a scalar, so that a mistake in an expression points into the expression.
    ///
    /// Exact where the source spells the text on one line: plain, or in quotes with or without escapes; otherwise the start
    /// of the scalar.
    ///
    /// - Parameter textOffset: Unicode scalars from the start of ``Scalar/text``.
    public func mark(atTextOffset textOffset: Int) -> Mark {
        guard let scalar, textOffset > 0 || scalar.style == .quoted, scalar.style != .block else { return mark }
        let bytes = mark.file.bytes
        var place = mark.offset
        var quote: UInt8?
        if scalar.style == .quoted, place < bytes.count, Self.isQuote(bytes[place]) {
            quote = bytes[place]
            place += 1
        }
        var found: Mark?
        for (index, written) in scalar.text.unicodeScalars.enumerated() {
            if index == textOffset { found = mark(at: place) }
            guard let next = Self.skip(written, in: bytes, at: place, quote: quote) else { return mark }
            place = next
        }
        return found ?? mark(at: place)
    }

    /// A later place on the line of the node.
    private func mark(at place: Int) -> Mark {
        let before = String(decoding: mark.file.bytes[mark.offset..<place], as: UTF8.self).unicodeScalars.count
        return Mark(file: mark.file, line: mark.line, column: mark.column + before, offset: place)
    }

    /// Where the source goes on after it has spelled a scalar; nil where it does so in a way that is not followed here.
    private static func skip(_ scalar: Unicode.Scalar, in bytes: [UInt8], at place: Int, quote: UInt8?) -> Int? {
        guard place < bytes.count else { return nil }
        let backslash = UInt8(ascii: "\\")
        if quote == UInt8(ascii: "\""), bytes[place] == backslash {
            // YAML 1.2, 5.7: escapes of one character, but for those that spell a code point.
            guard place + 1 < bytes.count else { return nil }
            switch bytes[place + 1] {
            case UInt8(ascii: "x"): return place + 4
            case UInt8(ascii: "u"): return place + 6
            case UInt8(ascii: "U"): return place + 10
            case 0x0A, 0x0D: return nil
            default: return place + 2
            }
        }
        if let quote, bytes[place] == quote {
            // Two single quotes are one.
            return quote == UInt8(ascii: "'") && place + 1 < bytes.count && bytes[place + 1] == quote ? place + 2 : nil
        }
        let spelled = UTF8.encode(scalar).map(Array.init) ?? []
        guard bytes[place...].starts(with: spelled) else { return nil }
        return place + spelled.count
    }

    private static func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }
}
