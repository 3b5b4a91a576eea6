/// How a CSV file separates and quotes its fields.
struct CSVDialect {
    let separator: UInt8

    /// Semicolon or tab when the header has one outside of quotes, else comma.
    init(header: [UInt8]) {
        let candidates: [UInt8] = [UInt8(ascii: ";"), UInt8(ascii: "\t")]
        // Every second part is quoted; a quote within quotes is two, with nothing between.
        let parts = header.split(separator: UInt8(ascii: "\""), omittingEmptySubsequences: false)
        let bare = parts.enumerated().filter { $0.offset.isMultiple(of: 2) }.flatMap(\.element)
        separator = candidates.first(where: bare.contains) ?? UInt8(ascii: ",")
    }

    /// The names in a header, without spaces around them; nil when a quoted one does not end in it.
    func names(of header: [UInt8]) -> [String]? {
        fields(of: header)?.map { $0.trimmingSpaces() }
    }

    /// The fields of one line, without their quotes (RFC 4180 section 2); nil when a quoted field does not end in it.
    func fields(of line: [UInt8]) -> [String]? {
        let quote = UInt8(ascii: "\"")
        var fields: [String] = []
        var field: [UInt8] = []
        var isQuoted = false
        var index = 0
        while index < line.count {
            let byte = line[index]
            if isQuoted {
                if byte != quote {
                    field.append(byte)
                } else if index + 1 < line.count, line[index + 1] == quote {
                    field.append(quote)
                    index += 1
                } else {
                    isQuoted = false
                }
            } else if byte == quote, field.isEmpty {
                isQuoted = true
            } else if byte == separator {
                fields.append(String(decoding: field, as: UTF8.self))
                field.removeAll(keepingCapacity: true)
            } else {
                field.append(byte)
            }
            index += 1
        }
        guard !isQuoted else { return nil }
        fields.append(String(decoding: field, as: UTF8.self))
        return fields
    }

    /// `text` as one field.
    func field(_ text: String) -> String {
        let needsQuotes = text.utf8.contains { $0 == separator || $0 == UInt8(ascii: "\"") }
        guard needsQuotes else { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
