/// The methods of text beyond the core of the language. Positions count code points.
enum StringExtension {
    static func apply(_ builtin: Builtin, _ text: String) -> String {
        switch builtin {
        case .lowerAscii: return mapBytes(text) { $0 >= 0x41 && $0 <= 0x5A ? $0 + 0x20 : $0 }
        case .upperAscii: return mapBytes(text) { $0 >= 0x61 && $0 <= 0x7A ? $0 - 0x20 : $0 }
        case .reverse: return string(text.unicodeScalars.reversed())
        case .quote: return LiteralText.quoted(text)
        default:
            let scalars = Array(text.unicodeScalars)
            let start = scalars.firstIndex { !$0.properties.isWhitespace } ?? scalars.count
            let end = scalars.lastIndex { !$0.properties.isWhitespace } ?? -1
            return start <= end ? string(scalars[start...end]) : ""
        }
    }

    static func apply(
        _ builtin: Builtin, _ text: String, _ arguments: [Value], _ budget: inout Int
    ) throws(EvaluationError) -> Value {
        let scalars = Array(text.unicodeScalars)
        switch (builtin, arguments) {
        case (.charAt, let arguments) where arguments.count == 1:
            let position = try position(arguments[0], through: scalars.count)
            return .string(position == scalars.count ? "" : String(scalars[position]))
        case (.substring, let arguments) where arguments.count == 1 || arguments.count == 2:
            let start = try position(arguments[0], through: scalars.count)
            let end = arguments.count == 2 ? try position(arguments[1], through: scalars.count) : scalars.count
            guard start <= end else { throw .indexOutOfRange }
            return .string(string(scalars[start..<end]))
        case (.indexOf, let arguments), (.lastIndexOf, let arguments):
            return .int(try search(builtin, scalars, arguments))
        case (.split, let arguments): return .list(try split(text, arguments, &budget))
        case (.replace, let arguments): return .string(try replace(text, arguments, &budget))
        default: throw .noSuchOverload
        }
    }

    static func string<Scalars: Sequence<Unicode.Scalar>>(_ scalars: Scalars) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    private static func mapBytes(_ text: String, _ transform: (UInt8) -> UInt8) -> String {
        String(decoding: text.utf8.map(transform), as: UTF8.self)
    }

    private static func position(_ value: Value, through end: Int) throws(EvaluationError) -> Int {
        guard case .int(let number) = value else { throw .noSuchOverload }
        guard number >= 0, number <= Int64(end) else { throw .indexOutOfRange }
        return Int(number)
    }

    private static func text(_ value: Value) throws(EvaluationError) -> String {
        guard case .string(let text) = value else { throw .noSuchOverload }
        return text
    }

    /// A limit of pieces or replacements; negative for none.
    private static func limit(_ arguments: ArraySlice<Value>) throws(EvaluationError) -> Int {
        guard let last = arguments.first else { return .max }
        guard arguments.count == 1, case .int(let number) = last else { throw .noSuchOverload }
        return number < 0 ? .max : Int(number)
    }

    // MARK: Searching

    private static func search(
        _ builtin: Builtin, _ scalars: [Unicode.Scalar], _ arguments: [Value]
    ) throws(EvaluationError) -> Int64 {
        guard arguments.count == 1 || arguments.count == 2 else { throw .noSuchOverload }
        let needle = Array(try text(arguments[0]).unicodeScalars)
        let isLast = builtin == .lastIndexOf
        var start = isLast ? scalars.count : 0
        if arguments.count == 2 { start = try position(arguments[1], through: scalars.count) }
        if needle.isEmpty { return Int64(start) }
        // Turned round, the last is the first; bytes of UTF-32 keep positions countable.
        let end = isLast ? min(scalars.count, start + needle.count) : scalars.count
        let haystack = isLast ? Array(scalars[..<end].reversed()) : Array(scalars[start...])
        let wanted = isLast ? needle.reversed() : needle
        guard let found = Self.find(wanted, in: haystack) else { return -1 }
        return Int64(isLast ? end - found - needle.count : start + found)
    }

    /// The position of one list of code points in another.
    private static func find(_ needle: [Unicode.Scalar], in haystack: [Unicode.Scalar]) -> Int? {
        let needleText = Array(string(needle).utf8)
        guard let byte = UTF8Text.find(needleText, in: Array(string(haystack).utf8)) else { return nil }
        // Positions in bytes become positions in code points.
        var bytes = 0
        for (position, scalar) in haystack.enumerated() {
            if bytes == byte { return position }
            bytes += UTF8.width(scalar)
        }
        return nil
    }

    // MARK: Replacing

    private static func split(
        _ text: String, _ arguments: [Value], _ budget: inout Int
    ) throws(EvaluationError) -> [Value] {
        guard let first = arguments.first else { throw .noSuchOverload }
        let separator = try Self.text(first)
        let limit = try limit(arguments.dropFirst())
        guard limit > 0 else { return [] }
        let pieces = pieces(of: text, separator: separator, most: limit)
        budget -= pieces.count
        guard budget >= 0 else { throw .budgetExceeded }
        return pieces.map { .string($0) }
    }

    private static func replace(
        _ text: String, _ arguments: [Value], _ budget: inout Int
    ) throws(EvaluationError) -> String {
        guard arguments.count == 2 || arguments.count == 3 else { throw .noSuchOverload }
        let old = try Self.text(arguments[0])
        let new = try Self.text(arguments[1])
        let limit = try limit(arguments.dropFirst(2))
        guard limit > 0 else { return text }
        var pieces = pieces(of: text, separator: old, most: limit == .max ? .max : limit + 1)
        if old.isEmpty {
            // An empty text is found before each code point and at the end.
            pieces = text.isEmpty ? ["", ""] : [""] + pieces
            if pieces.count > limit { pieces = Array(pieces[..<limit]) + [pieces[limit...].joined()] }
            if limit > text.unicodeScalars.count { pieces += text.isEmpty ? [] : [""] }
        }
        budget -= (text.utf8.count + (pieces.count - 1) * new.utf8.count) / 8
        guard budget >= 0 else { throw .budgetExceeded }
        return pieces.joined(separator: new)
    }

    /// What lies between the separators; an empty separator lies between all code points.
    private static func pieces(of text: String, separator: String, most: Int) -> [String] {
        guard !separator.isEmpty else {
            let scalars = Array(text.unicodeScalars)
            guard scalars.count > most else { return scalars.map { String($0) } }
            return scalars[..<(most - 1)].map { String($0) } + [string(scalars[(most - 1)...])]
        }
        let bytes = Array(text.utf8)
        let wanted = Array(separator.utf8)
        var pieces: [String] = []
        var start = 0
        while pieces.count < most - 1, let found = UTF8Text.find(wanted, in: bytes, from: start) {
            pieces.append(String(decoding: bytes[start..<found], as: UTF8.self))
            start = found + wanted.count
        }
        return pieces + [String(decoding: bytes[start...], as: UTF8.self)]
    }
}
