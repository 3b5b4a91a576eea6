public import Store

/// A place upstream that takes entries one by one and says when it has each. One kind of destination is one folder.
///
/// Belongs to one thread, which watches `descriptor` and calls `service` when it is ready or `nextDeadline` has come.
public protocol Destination: AnyObject {
    /// What to watch; nil while there is nothing to watch. `generation` changes when it is another one, even under the
    /// same number.
    var descriptor: Int32? { get }
    var generation: UInt32 { get }
    var wantsRead: Bool { get }
    var wantsWrite: Bool { get }
    /// When `service` is due even if nothing happens, on the clock of its `now`; nil when time does not matter.
    var nextDeadline: Int64? { get }

    /// Whether entries can be sent.
    var isReady: Bool { get }
    /// How many more entries it takes now.
    var room: Int { get }
    /// In words, for `weir status`.
    var condition: String { get }
    /// What it does not take while it takes the rest, in words; nil when it takes all.
    var notice: String? { get }

    func start(now: Int64)
    /// - Parameter events: as `epoll_wait` reports them.
    func service(events: UInt32, now: Int64)
    /// Sends an entry; only when `isReady` and there is `room`.
    func send(_ entry: OutboxEntry)
    /// Answers a command; lost where nothing can be sent, as the sender can ask again.
    func answer(_ body: [UInt8])
    /// Says goodbye. Nothing is reported any more.
    func stop()

    /// Entries can be sent from now on; nothing is under way.
    var onReady: (() -> Void)? { get set }
    /// Everything not confirmed is to be sent again.
    var onLost: ((_ reason: String) -> Void)? { get set }
    /// The destination has this entry for good.
    var onDelivered: ((OutboxKey) -> Void)? { get set }
    /// The destination refuses this entry for good; sending it again would not help.
    var onRejected: ((OutboxKey, _ reason: String) -> Void)? { get set }
    /// The destination does not take this entry now, nor others of its device and class, and is not to get them until
    /// then, on the clock of `service`.
    var onPostponed: ((OutboxKey, _ until: Int64) -> Void)? { get set }
    /// A command came, as it was sent; asked for where the files allow it.
    var onCommand: ((_ body: [UInt8], _ isRetained: Bool) -> Void)? { get set }
}
