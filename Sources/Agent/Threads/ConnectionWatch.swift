/// Keeps a connection's present descriptor in a loop, and what it is ready for until its owner's round: a connection is
/// served in one place, once a round.
final class ConnectionWatch {
    private let loop: EventLoop
    private var place: EventLoop.Watch?
    private var generation: UInt32 = 0
    private var interest: Interest = []
    private var ready: Interest = []

    init(_ loop: EventLoop) {
        self.loop = loop
    }

    /// Takes what the descriptor of this generation was reported ready for, as epoll names it.
    func takeReady(_ present: UInt32) -> UInt32 {
        defer { ready = [] }
        // What was said of an old descriptor means nothing for a new one.
        return present == generation ? ready.rawValue : 0
    }

    /// - Parameters:
    ///   - descriptor: the connection's; nil while there is none.
    ///   - generation: changes whenever the descriptor is another one, even under the same number.
    func update(_ descriptor: Int32?, generation: UInt32, interest: Interest) {
        if let place, place.descriptor == descriptor, generation == self.generation {
            if interest != self.interest { loop.change(place, to: interest) }
            self.interest = interest
            return
        }
        if let place { loop.unwatch(place) }
        place = nil
        self.generation = generation
        self.interest = interest
        guard let descriptor else { return }
        place = loop.watch(descriptor, for: interest) { [unowned self] events in ready.formUnion(events) }
    }
}
