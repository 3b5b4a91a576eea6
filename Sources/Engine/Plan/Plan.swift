/// What the files say, checked and compiled: everything the engine needs to know and nothing about how readings arrive
/// or commands leave.
public struct Plan: Sendable {
    /// The gateway's own name; part of every identity.
    public var gateway: String
    public var templates: [Template]
    /// The most devices that may exist at a time, over all templates.
    public var deviceLimit: Int

    /// Limits over actuators of several devices.
    public var groups: [GroupPlan]
    /// Which devices are members of which.
    public var memberships: [MembershipPlan]
    public var tables: [TablePlan]
    /// Rules that are told at most so often together.
    public var alarmGroups: [AlarmGroupPlan]

    /// The most deadlines that may wait at a time; a device that needs more is not admitted.
    public var timerLimit: Int

    public init(
        gateway: String, templates: [Template], deviceLimit: Int, timerLimit: Int = 1_000_000,
        groups: [GroupPlan] = [], memberships: [MembershipPlan] = [], tables: [TablePlan] = [],
        alarmGroups: [AlarmGroupPlan] = []
    ) {
        self.gateway = gateway
        self.templates = templates
        self.deviceLimit = deviceLimit
        self.timerLimit = timerLimit
        self.groups = groups
        self.memberships = memberships
        self.tables = tables
        self.alarmGroups = alarmGroups
    }
}

/// A limit over actuators of several devices.
public struct GroupPlan: Sendable {
    public struct Member: Sendable {
        public var device: String
        public var actuator: String

        public init(device: String, actuator: String) {
            self.device = device
            self.actuator = actuator
        }
    }

    public var name: String
    public var settings: GroupSettings
    /// As many as the settings say, in their order.
    public var members: [Member]
    /// The signal of each member's device of which the sum is limited; nil where no sum is.
    public var measured: String?
    /// Hash of the definition: while it is the same, a reload keeps the group's state.
    public var shape: UInt64

    public init(name: String, settings: GroupSettings, members: [Member], measured: String?, shape: UInt64) {
        precondition(members.count == settings.members)
        self.name = name
        self.settings = settings
        self.members = members
        self.measured = measured
        self.shape = shape
    }
}
