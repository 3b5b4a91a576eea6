/// Topics that a filter does not match although its levels do, told by what the last capture would take.
public enum TopicExclusion: Sendable, Equatable {
    /// What is captured begins with this level: `zigbee2mqtt/bridge/state` is no device.
    case first(String)
    /// What is captured ends with this level, and has one before it: `zigbee2mqtt/lamp/set` is a command.
    case last(String)

    func covers(_ captured: UnsafeRawBufferPointer) -> Bool {
        let slash = UInt8(ascii: "/")
        switch self {
        case .first(let level):
            let end = captured.firstIndex(of: slash) ?? captured.count
            return level.utf8.count == end && captured[..<end].elementsEqual(level.utf8)
        case .last(let level):
            guard let start = captured.lastIndex(of: slash) else { return false }
            return captured[(start + 1)...].elementsEqual(level.utf8)
        }
    }
}
