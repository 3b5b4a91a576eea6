extension Expression {
    /// Its text as a message repeats it; `other` where that would be too long.
    public func shown(orElse other: String) -> String {
        guard nodeCount <= 12 else { return other }
        var text = description
        switch kind {
        case .binary, .conditional: text = String(text.dropFirst().dropLast())
        default: break
        }
        return text.utf8.count <= 60 ? text : other
    }

    /// The same in quotes; `other` stands without them.
    public func quoted(orElse other: String) -> String {
        let text = shown(orElse: "")
        return text.isEmpty ? other : "'\(text)'"
    }
}
