/// An input of a device whose readings are those of other devices, its members: `members:` in a file.
public struct GatheringPlan: Sendable {
    /// A value by its name in the member, and where it goes here.
    public struct Value: Sendable {
        public var name: String
        /// A signal for readings; for present values the slot that has the member's value while an aggregate over the
        /// members is computed.
        public var slot: Int

        public init(name: String, slot: Int) {
            self.name = name
            self.slot = slot
        }
    }

    /// Index among the template's inputs.
    public var input: Int
    /// The signal that says whose reading it is.
    public var memberSignal: Int
    /// What members measure becomes a reading of these signals.
    public var readings: [Value]
    /// Present values of each member, for aggregates over all of them.
    public var values: [Value]

    public init(input: Int, memberSignal: Int, readings: [Value], values: [Value]) {
        self.input = input
        self.memberSignal = memberSignal
        self.readings = readings
        self.values = values
    }
}

/// Which devices of a template are members of a device that gathers. Follows from the files alone: a device that is
/// admitted is a member from then on.
public struct MembershipPlan: Sendable {
    public enum Devices: Sendable {
        case these(Set<String>)
        /// Every device of the template, but not these.
        case allBut(Set<String>)
    }

    /// The device that gathers.
    public var gatherer: String
    /// Index among its template's gatherings.
    public var gathering: Int
    /// The members' template, by its index in the plan.
    public var template: Int
    public var devices: Devices

    public init(gatherer: String, gathering: Int, template: Int, devices: Devices) {
        self.gatherer = gatherer
        self.gathering = gathering
        self.template = template
        self.devices = devices
    }

    func includes(_ device: String, template: Int) -> Bool {
        guard template == self.template else { return false }
        return switch devices {
        case .these(let names): names.contains(device)
        case .allBut(let names): !names.contains(device)
        }
    }
}
