internal import Documents
internal import Telemetry

/// The hash of a definition as written, without its place and spacing: while it is the same, a reload keeps the state.
enum Shape {
    /// - Parameter words: keys that are only told, and do not decide.
    static func hash(_ node: Node, except words: Set<String> = []) -> UInt64 {
        var hash = StableHash()
        combine(node, except: words, into: &hash)
        return hash.value
    }

    private static func combine(
        _ node: Node, except words: Set<String> = [], into hash: inout StableHash
    ) {
        switch node.content {
        case .scalar(let scalar): hash.combine(scalar.text)
        case .secret(let name): hash.combine(name)
        case .sequence(let elements):
            hash.combine(UInt64(elements.count))
            for element in elements { combine(element, into: &hash) }
        case .mapping(let entries):
            let entries = entries.filter { !words.contains($0.name) }
            hash.combine(UInt64(entries.count))
            for entry in entries.sorted(by: { $0.name < $1.name }) {
                hash.combine(entry.name)
                combine(entry.value, into: &hash)
            }
        }
    }
}
