extension YAMLReader {
    /// The text under a key of a file's top level, found without reading the rest of the file: for putting files in order
    /// before they are read. Nil where it is not there, is no scalar, or the file is wrong before it; ``read(_:)`` tells.
    public func peek(_ key: String, in file: SourceFile) -> String? {
        guard file.bytes.count <= limits.fileBytes else { return nil }
        let parser = YAMLParser(file.bytes[SourceCheck.byteOrderMarkLength(file.bytes)...])
        var depth = 0
        var name: String?
        do throws(SyntaxProblem) {
            while true {
                let event = try parser.next()
                switch event.kind {
                case .streamEnd, .documentEnd: return nil
                case .streamStart, .documentStart: continue
                case .mappingStart, .sequenceStart:
                    depth += 1
                    if depth > limits.depth { return nil }
                    continue
                case .mappingEnd, .sequenceEnd: depth -= 1
                case .scalar(let text, _, _) where depth == 1 && name == nil:
                    name = text
                    continue
                case .scalar(let text, _, _) where depth == 1 && name == key: return text
                case .scalar, .alias: break
                }
                // A value is over.
                if depth == 1 { name = nil }
            }
        } catch {
            return nil
        }
    }
}
