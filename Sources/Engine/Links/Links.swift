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

    struct Delivery: Sendable {
        var device: Int
        var target: Int
        var isPulse: Bool
        var value: Expressions.Value
    }

    /// Per device, who reads it.
    var subscribers: [[Subscriber]] = []
    /// Those who read a device that does not exist yet, by its name.
    var waiting: [String: [(device: Int, index: Int)]] = [:]
    /// Deliveries under way, in the order in which they were caused; empty between steps.
    var deliveries: [Delivery] = []
}
