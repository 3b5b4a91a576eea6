extension Node {
    /// The place inside a scalar, so that a mistake in an expression points into the expression.
    ///
    /// Exact where the source spells the text letter by letter on one line (plain, or quoted without escapes);
    /// otherwise the start of the scalar.
    ///
    /// - Parameter textOffset: Unicode scalars from the start of ``Scalar/text``.
    public func mark(atTextOffset textOffset: Int) -> Mark {
        guard let scalar, textOffset > 0 || scalar.style == .quoted else { return mark }
        let bytes = mark.file.bytes
        let text = scalar.text.utf8
        var start = mark.offset
        if scalar.style == .quoted, start < bytes.count, Self.isQuote(bytes[start]) { start += 1 }
        guard start + text.count <= bytes.count, scalar.style != .block else { return mark }
        for (place, byte) in text.enumerated() where bytes[start + place] != byte { return mark }

        let scalars = scalar.text.unicodeScalars
        let end =
            scalars.index(scalars.startIndex, offsetBy: textOffset, limitedBy: scalars.endIndex) ?? scalars.endIndex
        let skippedBytes = scalar.text.utf8.distance(from: scalar.text.startIndex, to: end)
        let skippedColumns = scalars.distance(from: scalars.startIndex, to: end)
        return Mark(
            file: mark.file, line: mark.line, column: mark.column + (start - mark.offset) + skippedColumns,
            offset: start + skippedBytes)
    }

    private static func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }
}
