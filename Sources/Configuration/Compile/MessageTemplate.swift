internal import Documents
internal import Engine

/// A message with `{name}` in it, taken apart.
struct MessageTemplate {
    let segments: [MessageSegment]

    /// - Parameters:
    ///   - find: the segment that a name stands for; nil when it stands for nothing.
    ///   - names: all names there are, for the mend.
    init(_ text: String, names: [String], find: (String) -> MessageSegment?) throws(ValueProblem) {
        var segments: [MessageSegment] = []
        var literal = ""
        var rest = Substring(text)
        while let character = rest.popFirst() {
            if character == "{", rest.first == "{" {
                rest.removeFirst()
                literal.append("{")
                continue
            }
            if character == "}", rest.first == "}" {
                rest.removeFirst()
                literal.append("}")
                continue
            }
            guard character == "{" else {
                literal.append(character)
                continue
            }
            guard let close = rest.firstIndex(of: "}") else {
                throw ValueProblem("a brace is not closed", mend: "write {{ for a brace itself")
            }
            let name = String(rest[..<close])
            guard let segment = find(name) else {
                let mend = NearestName.nearest(to: name, among: names).map { "write {\($0)}" }
                throw ValueProblem(
                    "there is no value {\(name)}",
                    mend: mend ?? "the names here are \(names.joined(separator: ", "))")
            }
            if !literal.isEmpty { segments.append(.text(literal)) }
            literal = ""
            segments.append(segment)
            rest = rest[rest.index(after: close)...]
        }
        if !literal.isEmpty { segments.append(.text(literal)) }
        self.segments = segments
    }
}
