/// What a destination upstream may command.
public struct CommandsConfiguration: Sendable, Equatable {
    /// The devices whose actuators may be commanded; nil: all.
    public var devices: [String]?
    /// The most urgent priority, 1...16.
    public var priority: Int
    /// The longest that a command may hold.
    public var maximumMilliseconds: Int64
}

extension CommandsConfiguration {
    init(_ section: CommandsSection) {
        self.init(devices: section.devices, priority: section.priority, maximumMilliseconds: section.maximum)
    }

    public func allows(device: String) -> Bool { devices?.contains(device) ?? true }
}
