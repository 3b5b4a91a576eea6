/// Builds the tree of one document from libyaml's events, within the limits.
final class Composer {
    /// The document cannot be read on; the reason is already reported.
    struct Abandoned: Error {}

    /// What an anchor stands for.
    enum Anchor {
        /// Still being built: an alias to it would contain itself.
        case open
        case closed(Composed)
    }

    struct Composed {
        let node: Node
        let count: Int
        /// Collections inside each other, 0 for a scalar.
        let height: Int
    }

    let file: SourceFile
    let limits: ReadLimits
    let diagnostics: Diagnostics
    private let remainingNodes: Int
    private let parser: YAMLParser
    var cursor: SourceCursor
    private var anchors: [String: Anchor] = [:]
    private var aliasCount = 0
    private var aliasNodeCount = 0
    private(set) var nodeCount = 0
    /// Whether a key above names a credential: then not even a refused tag is told.
    private(set) var isUnderCredential = false

    init(file: SourceFile, limits: ReadLimits, remainingNodes: Int, diagnostics: Diagnostics) {
        self.file = file
        self.limits = limits
        self.remainingNodes = remainingNodes
        self.diagnostics = diagnostics
        let start = SourceCheck.byteOrderMarkLength(file.bytes)
        parser = YAMLParser(file.bytes[start...])
        cursor = SourceCursor(file: file, start: start)
    }

    func document() throws(Abandoned) -> Node {
        _ = try next()
        guard case .documentStart = try next().kind else { throw emptyFile() }
        let root = try node(from: try next(), depth: 1).node
        _ = try next()
        let after = try next()
        if case .documentStart = after.kind {
            throw abandon(
                "a second document starts here", mend: "put it into a file of its own",
                at: cursor.mark(from: after.start, to: after.end))
        }
        if root.scalar?.isNull == true { throw emptyFile() }
        return root
    }

    private func node(from event: YAMLEvent, depth: Int) throws(Abandoned) -> Composed {
        let mark = cursor.mark(from: event.start, to: event.end)
        switch event.kind {
        case .alias(let name): return try alias(name, mark, depth)
        case .scalar(let text, let style, let properties):
            let node = Node(content(text, style, properties.tag, mark, event), mark: mark)
            return try finish(Composed(node: node, count: 1, height: 0), properties, mark)
        case .sequenceStart(let properties): return try sequence(properties, event.start, depth)
        case .mappingStart(let properties): return try mapping(properties, event.start, depth)
        default: throw abandon("this is not YAML", mend: nil, at: mark)
        }
    }

    // MARK: Collections

    private func sequence(
        _ properties: YAMLEvent.Properties, _ start: YAMLEvent.Place, _ depth: Int
    ) throws(Abandoned) -> Composed {
        let mark = try open(properties, start, depth)
        checkCollectionTag(properties.tag, core: "seq", mark)
        var elements: [Node] = []
        var count = 1
        var height = 0
        while true {
            let event = try next()
            if case .sequenceEnd = event.kind { break }
            let element = try node(from: event, depth: depth + 1)
            elements.append(element.node)
            count += element.count
            height = max(height, element.height)
        }
        let node = Node(.sequence(elements), mark: mark)
        return try finish(Composed(node: node, count: count, height: height + 1), properties, mark)
    }

    private func mapping(
        _ properties: YAMLEvent.Properties, _ start: YAMLEvent.Place, _ depth: Int
    ) throws(Abandoned) -> Composed {
        let mark = try open(properties, start, depth)
        checkCollectionTag(properties.tag, core: "map", mark)
        var entries: [Node.Entry] = []
        var places: [String: Mark] = [:]
        var count = 1
        var height = 0
        while true {
            let event = try next()
            if case .mappingEnd = event.kind { break }
            let key = try node(from: event, depth: depth + 1)
            let wasUnderCredential = isUnderCredential
            isUnderCredential = wasUnderCredential || CredentialText.isKey(key.node.scalar?.text ?? "")
            let value = try node(from: try next(), depth: depth + 1)
            isUnderCredential = wasUnderCredential
            count += key.count + value.count
            height = max(height, key.height, value.height)
            guard let name = keyName(key.node) else { continue }
            if let first = places[name] {
                diagnostics.error(
                    "the key \(ShownText.quoted(name)) is given twice, first at \(first)", mend: "keep one of the two",
                    at: key.node.mark)
                continue
            }
            places[name] = key.node.mark
            entries.append(Node.Entry(key: key.node, value: value.node))
        }
        let node = Node(.mapping(entries), mark: mark)
        return try finish(Composed(node: node, count: count, height: height + 1), properties, mark)
    }

    private func open(
        _ properties: YAMLEvent.Properties, _ start: YAMLEvent.Place, _ depth: Int
    ) throws(Abandoned) -> Mark {
        let mark = cursor.mark(from: start)
        guard depth <= limits.depth else { throw tooDeep(mark) }
        if let anchor = properties.anchor { anchors[anchor] = .open }
        return mark
    }

    // MARK: Limits

    private func finish(
        _ composed: Composed, _ properties: YAMLEvent.Properties, _ mark: Mark
    ) throws(Abandoned) -> Composed {
        if let anchor = properties.anchor { anchors[anchor] = .closed(composed) }
        try count(1, at: mark)
        return composed
    }

    private func count(_ added: Int, at mark: Mark) throws(Abandoned) {
        nodeCount += added
        if nodeCount > limits.nodes {
            throw abandon("the file has more than \(limits.nodes) values", mend: "split it", at: mark)
        }
        if nodeCount > remainingNodes {
            throw abandon("all files together have more than \(limits.nodesInAll) values", mend: nil, at: mark)
        }
    }

    private func alias(_ name: String, _ mark: Mark, _ depth: Int) throws(Abandoned) -> Composed {
        aliasCount += 1
        guard aliasCount <= limits.aliases else {
            throw abandon("the file has more than \(limits.aliases) aliases", mend: "write the values out", at: mark)
        }
        switch anchors[name] {
        case .closed(let composed):
            aliasNodeCount += composed.count
            guard aliasNodeCount <= limits.aliasNodes else {
                throw abandon(
                    "aliases expand to more than \(limits.aliasNodes) values", mend: "write the values out", at: mark)
            }
            guard depth + composed.height - 1 <= limits.depth else { throw tooDeep(mark) }
            try count(composed.count, at: mark)
            return composed
        case .open:
            throw abandon("the alias '*\(name)' stands inside its own anchor", mend: "write the value out", at: mark)
        case nil:
            diagnostics.error(
                "there is no anchor '&\(name)' above", mend: "write \"*\(name)\" in quotes where text is meant",
                at: mark)
            return Composed(node: Node(.scalar(Scalar("*\(name)", style: .quoted)), mark: mark), count: 1, height: 0)
        }
    }

    private func tooDeep(_ mark: Mark) -> Abandoned {
        abandon(
            "mappings and lists stand more than \(limits.depth) deep inside each other", mend: "flatten them", at: mark)
    }

    // MARK: Ending early

    private func emptyFile() -> Abandoned {
        abandon("the file is empty", mend: "write at least one 'key: value' line, or remove the file", at: file.start)
    }

    func abandon(_ message: String, mend: String?, at mark: Mark) -> Abandoned {
        diagnostics.error(message, mend: mend, at: mark)
        return Abandoned()
    }

    private func next() throws(Abandoned) -> YAMLEvent {
        do {
            return try parser.next()
        } catch {
            throw report(error)
        }
    }
}
