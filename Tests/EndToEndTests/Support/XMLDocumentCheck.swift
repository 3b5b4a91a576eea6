/// Whether every element of a page is closed in its order; elements that HTML closes by itself left out.
struct XMLDocumentCheck {
    private(set) var problem = ""
    var isWhole: Bool { problem.isEmpty }

    init(_ page: String) {
        var open: [Substring] = []
        for piece in page.split(separator: "<").dropFirst() {
            guard let end = piece.firstIndex(of: ">") else {
                problem = "a tag without an end: \(piece.prefix(40))"
                return
            }
            let tag = piece[..<end]
            let name = tag.prefix { $0 != " " && $0 != "/" }
            if tag.hasPrefix("/") {
                guard open.popLast() == tag.dropFirst() else {
                    problem = "</\(tag.dropFirst())> closes nothing"
                    return
                }
            } else if !tag.hasPrefix("!"), !tag.hasSuffix("/"), name != "meta" {
                open.append(name)
            }
        }
        if let left = open.last { problem = "<\(left)> is not closed" }
    }
}
