/// The topic of a discovery message: `<prefix>/<component>/[<node>/]<object>/config`, or
/// `<prefix>/device/<object>/config` for all entities of a device at once.
public struct DiscoveryTopic: Sendable, Equatable {
    public let component: String
    public let node: String?
    public let object: String

    public static let defaultPrefix = "homeassistant"

    /// What to subscribe to.
    public static func subscriptions(prefix: String = defaultPrefix) -> [String] {
        ["\(prefix)/+/+/config", "\(prefix)/+/+/+/config"]
    }

    /// Nil where `topic` is no such topic. Names are letters, digits, `_` and `-`.
    public init?(_ topic: String, prefix: String = defaultPrefix) {
        guard topic.hasPrefix(prefix + "/") else { return nil }
        let levels = topic.dropFirst(prefix.count + 1).split(separator: "/", omittingEmptySubsequences: false)
        guard (3...4).contains(levels.count), levels.last == "config" else { return nil }
        let names = levels.dropLast().map { String($0) }
        guard names.allSatisfy(DiscoveryTopic.isName) else { return nil }
        component = names[0]
        node = names.count == 3 ? names[1] : nil
        object = names[names.count - 1]
    }

    /// The form of a whole device.
    var isDevice: Bool { component == "device" }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 64
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D: true
                default: false
                }
            }
    }
}
