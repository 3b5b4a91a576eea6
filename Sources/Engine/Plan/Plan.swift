/// What the files say, checked and compiled: everything the engine needs to know and nothing about how readings arrive
/// or commands leave.
public struct Plan: Sendable {
    /// The gateway's own name; part of every identity.
    public var gateway: String
    public var templates: [Template]
    /// The most devices that may exist at a time, over all templates.
    public var deviceLimit: Int

    public init(gateway: String, templates: [Template], deviceLimit: Int) {
        self.gateway = gateway
        self.templates = templates
        self.deviceLimit = deviceLimit
    }
}
