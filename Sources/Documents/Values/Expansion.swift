/// `${VAR}` in values: once, without nesting, and nothing is ever run.
enum Expansion {
    /// The longest text an expansion may give, in bytes.
    static let greatestByteCount = 65_536

    static func expand(_ scalar: Scalar, using environment: Environment) throws(ValueProblem) -> Scalar {
        let source = scalar.text
        guard source.utf8.contains(where: { $0 == UInt8(ascii: "$") || $0 == UInt8(ascii: "`") }) else { return scalar }
        try refuseCommands(in: source)
        var cursor = Cursor(scalars: Array(source.unicodeScalars))
        var result = ""
        while let next = cursor.take() {
            if next == "$" {
                result += try reference(&cursor, environment)
            } else {
                result.unicodeScalars.append(next)
            }
            guard result.utf8.count <= greatestByteCount else {
                throw ValueProblem("\(ShownText.quoted(source)) expands to more than \(greatestByteCount) bytes")
            }
        }
        return Scalar(result, style: .expanded)
    }

    /// The text of another language with its references filled in. There a `$` without a brace means something of its own;
    /// `$${` is a literal `${`.
    static func fill(_ node: Node, using environment: Environment) throws(ValueProblem) -> WrittenText {
        let source = try node.asText()
        guard source.contains("${") else { return WrittenText(text: source, node: node) }
        var cursor = Cursor(scalars: Array(source.unicodeScalars))
        var result = String.UnicodeScalarView()
        var fillings: [WrittenText.Filling] = []
        while let next = cursor.take() {
            let start = cursor.place - 1
            let value: String
            if next == "$", cursor.takes("${") {
                value = "${"
            } else if next == "$", cursor.takes("{") {
                value = try variable(&cursor, from: start, environment)
            } else {
                result.append(next)
                continue
            }
            fillings.append(
                WrittenText.Filling(
                    start: result.count, count: value.unicodeScalars.count, writtenStart: start,
                    writtenCount: cursor.place - start))
            result.append(contentsOf: value.unicodeScalars)
            guard result.count <= greatestByteCount else {
                throw ValueProblem("\(ShownText.quoted(source)) expands to more than \(greatestByteCount) bytes")
            }
        }
        return WrittenText(text: String(result), node: node, fillings: fillings)
    }

    private struct Cursor {
        let scalars: [Unicode.Scalar]
        var place = 0

        var peek: Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }

        mutating func take() -> Unicode.Scalar? {
            guard let next = peek else { return nil }
            place += 1
            return next
        }

        /// Takes these where they come next.
        mutating func takes(_ text: String) -> Bool {
            let wanted = text.unicodeScalars
            guard scalars[place...].prefix(wanted.count).elementsEqual(wanted) else { return false }
            place += wanted.count
            return true
        }

        mutating func take(while test: (Unicode.Scalar) -> Bool) -> String {
            var text = ""
            while let next = peek, test(next) {
                text.unicodeScalars.append(next)
                place += 1
            }
            return text
        }
    }

    /// What follows a `$`.
    private static func reference(_ cursor: inout Cursor, _ environment: Environment) throws(ValueProblem) -> String {
        let start = cursor.place - 1
        switch cursor.take() {
        case "$": return "$"
        case "{": return try variable(&cursor, from: start, environment)
        case "(":
            throw ValueProblem(
                "commands are not run in a configuration", mend: "write $$( for a literal '$('", textOffset: start)
        case let other:
            let name = other.map { isNameStart($0) ? String($0) + cursor.take(while: isNamePart) : "" } ?? ""
            let mend = name.isEmpty ? "write $$ for a literal '$'" : "write ${\(name)}, or $$\(name) for a literal '$'"
            throw ValueProblem("a single '$' is not a reference", mend: mend, textOffset: start)
        }
    }

    /// What follows `${`, up to and with the `}`.
    private static func variable(
        _ cursor: inout Cursor, from start: Int, _ environment: Environment
    ) throws(ValueProblem) -> String {
        let name = cursor.take(while: isNamePart)
        guard let first = name.unicodeScalars.first, isNameStart(first) else {
            throw ValueProblem(
                "'${' is not followed by the name of a variable", mend: "write ${NAME}, or $${ for a literal '${'",
                textOffset: start)
        }
        let rest = cursor.take { $0 != "}" }
        guard cursor.take() == "}" else {
            throw ValueProblem("'${\(name)' is not closed", mend: "write ${\(name)}", textOffset: start)
        }
        if rest.contains("${") {
            throw ValueProblem(
                "a reference cannot stand inside another", mend: "write a plain default", textOffset: start)
        }
        let value = environment[name]
        if let value { try check(value, of: name, at: start) }
        if rest.hasPrefix(":-") { return value.flatMap { $0.isEmpty ? nil : $0 } ?? String(rest.dropFirst(2)) }
        if rest.hasPrefix(":?") {
            if let value, !value.isEmpty { return value }
            let reason = rest.count > 2 ? String(rest.dropFirst(2)) : "\(name) is not set"
            throw ValueProblem(reason, mend: "set the environment variable \(name)", textOffset: start)
        }
        guard rest.isEmpty else {
            throw ValueProblem(
                "\(ShownText.quoted("${\(name)\(rest)}")) is not a reference",
                mend: "write ${\(name)}, ${\(name):-default} or ${\(name):?message}", textOffset: start)
        }
        if let value { return value }
        throw ValueProblem(
            "the environment variable \(name) is not set", mend: "set it, or write ${\(name):-default}",
            textOffset: start)
    }

    private static func check(_ value: String, of name: String, at start: Int) throws(ValueProblem) {
        guard value.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\t" && $0 != "\n" }) else { return }
        throw ValueProblem("the environment variable \(name) holds control characters", textOffset: start)
    }

    /// A single back-tick is a character; a pair of them is a shell's command.
    private static func refuseCommands(in source: String) throws(ValueProblem) {
        let scalars = Array(source.unicodeScalars)
        guard let first = scalars.firstIndex(of: "`"), scalars[(first + 1)...].contains("`") else { return }
        throw ValueProblem(
            "commands are not run in a configuration", mend: "write the value itself, without back-ticks",
            textOffset: first)
    }

    private static func isNameStart(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }

    private static func isNamePart(_ scalar: Unicode.Scalar) -> Bool {
        isNameStart(scalar) || ("0"..."9").contains(scalar)
    }
}
