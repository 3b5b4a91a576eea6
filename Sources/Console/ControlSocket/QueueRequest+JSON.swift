internal import Agent
internal import Decoding

extension QueueRequest {
    /// `{"request":"queue","action":"list"|"dead"|"export"|"purge",...}`; nil when it makes no sense.
    init?(_ json: JSONValue) {
        switch json["action"]?.string {
        case "list": self = .list
        case "dead": self = .dead
        case "export":
            guard let selection = Selection(json) else { return nil }
            let place = json["after"].flatMap { after in
                after["row"]?.integer.flatMap { row in
                    after["index"]?.integer.map { Place(row: row, index: Int($0)) }
                }
            }
            self = .export(selection, after: place)
        case "purge":
            guard let selection = Selection(json) else { return nil }
            self = .purge(selection)
        default: return nil
        }
    }

    /// Whether it takes more than looking.
    var isChange: Bool {
        if case .purge = self { true } else { false }
    }
}

extension QueueRequest.Selection {
    fileprivate init?(_ json: JSONValue) {
        guard let destination = json["destination"]?.string else { return nil }
        self.init(
            destination: destination, className: json["class"]?.string,
            olderThanMilliseconds: json["older_than_ms"]?.integer)
    }
}
