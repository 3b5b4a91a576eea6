internal import Documents

/// What a person at the gateway asks for.
public struct PersonRequest: Sendable {
    public enum Action: Sendable {
        /// A value for an actuator, held for so long: 1...``PersonRequest/longestMilliseconds``.
        case set(Bool, milliseconds: Int64)
        /// The end of that.
        case release
        /// A rule that latches is acknowledged.
        case acknowledge
    }

    /// 365 days: an override is for a while.
    public static let longestMilliseconds: Int64 = 365 * 86_400_000

    public var action: Action
    /// Who asks.
    public enum Requester: Sendable {
        /// A user of this machine, over the control socket.
        case user(UInt32)
        /// Somebody with the console's token, at this address.
        case console(peer: String)

        /// As the log and the journal have it.
        var name: String {
            switch self {
            case .user(let user): "user \(user)"
            case .console(let peer): "the console's user at \(peer)"
            }
        }
    }

    /// `DEVICE.ACTUATOR` or `DEVICE.RULE`.
    public var target: String
    public var requester: Requester

    public init(_ action: Action, target: String, by requester: Requester) {
        self.action = action
        self.target = target
        self.requester = requester
    }
}

extension PersonRequest: CustomStringConvertible {
    /// For the log.
    public var description: String {
        let words =
            switch action {
            case .set(let value, let milliseconds):
                "set \(target) \(value ? "on" : "off") for \(DurationText.write(milliseconds: milliseconds))"
            case .release: "release \(target)"
            case .acknowledge: "ack \(target)"
            }
        return "\(words), by \(requester.name)"
    }
}
