internal import Documents

extension Node {
    /// What is written, in one line, for people; secrets by their names.
    var oneLine: String {
        guard case .mapping(let entries) = content else { return inner }
        return entries.map { "\($0.name): \($0.value.inner)" }.joined(separator: ", ")
    }

    private var inner: String {
        switch content {
        case .scalar(let scalar): scalar.text
        case .secret(let name): "!secret \(name)"
        case .sequence(let elements): "[" + elements.map(\.inner).joined(separator: ", ") + "]"
        case .mapping: "{\(oneLine)}"
        }
    }
}
