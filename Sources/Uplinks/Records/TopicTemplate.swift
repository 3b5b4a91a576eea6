/// The topic of a record: text with `{gateway}`, `{device}` and `{kind}` put in.
public struct TopicTemplate: Sendable {
    private enum Piece: Sendable {
        case text(String)
        case device, kind
    }

    private let pieces: [Piece]

    /// - Parameter template: already checked; an unknown placeholder stays as it is written.
    public init(_ template: String, gateway: String) {
        var pieces: [Piece] = []
        var rest = Substring(template)
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            pieces.append(.text(String(rest[..<open])))
            switch rest[open...close] {
            case "{gateway}": pieces.append(.text(gateway))
            case "{device}": pieces.append(.device)
            case "{kind}": pieces.append(.kind)
            case let other: pieces.append(.text(String(other)))
            }
            rest = rest[rest.index(after: close)...]
        }
        pieces.append(.text(String(rest)))
        self.pieces = pieces
    }

    public func topic(device: String, kind: String) -> String {
        var topic = ""
        for piece in pieces {
            switch piece {
            case .text(let text): topic += text
            case .device: topic += device
            case .kind: topic += kind
            }
        }
        return topic
    }
}
