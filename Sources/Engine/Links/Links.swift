internal import Expressions

/// Which devices read values of which others. Follows from the plan and the devices there are, so it is no part of a
/// snapshot.
struct Links: Sendable {
    struct Subscriber: Sendable {
        /// The slot of the device that is read.
        var slot: Int
        /// The device that reads, and its slot for the value.
        var device: Int
        var target: Int
        /// True for one evaluation only.
        var isPulse: Bool
    }

    /// What a device is of those that gather it.
    struct Membership: Sendable {
        var gatherer: Int
        /// Index among the gatherer's gatherings, and the member's row there.
        var gathering: Int
        var row: Int
        /// Signals here, and those of the gatherer that they become readings of.
        var readings: [(signal: Int, own: Int)]
        /// Slots here, and their positions among the gathering's values.
        var values: [(slot: Int, position: Int)]
    }

    struct Delivery: Sendable {
        enum Target: Sendable {
            case slot(Int, isPulse: Bool)
            /// A present value of a member.
            case member(gathering: Int, row: Int, position: Int)
            /// A reading of the member that the value names begins.
            case reading(gathering: Int)
            /// A value of that reading.
            case signal(Int)
        }

        var device: Int
        var target: Target
        var value: Expressions.Value
    }

    /// Per device, who reads it.
    var subscribers: [[Subscriber]] = []
    /// Per device, who gathers it.
    var memberships: [[Membership]] = []
    /// Those who read a device that does not exist yet, by its name.
    var waiting: [String: [(device: Int, index: Int)]] = [:]
    /// Deliveries under way, in the order in which they were caused; empty between steps.
    var deliveries: [Delivery] = []
}
