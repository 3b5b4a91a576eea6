internal import Store

/// The beginning of a connection while an entry is suspected: entries are held back until one that is not has shown
/// that the destination takes any.
///
/// The one that goes first is the first of its device and class, so that no order changes. Only when there is none, and
/// a suspect had its share of attempts, may one overtake it.
struct Probe {
    /// Entries held back at most: none of those is fit, and the suspects go in their place.
    static let limit = 256
    /// How long one is waited for that may go first, from the first entry in hand.
    static let patienceMilliseconds: Int64 = 1000

    private enum State {
        case looking
        case asked(Int64)
        case over
    }

    private var state = State.looking
    private var held: [OutboxEntry] = []
    private var until: Int64?

    /// How many more entries it takes.
    var room: Int { isOver ? 0 : max(0, Self.limit - held.count) }

    /// Everything goes on as usual, once there is nothing held.
    var isOver: Bool { if case .over = state { true } else { false } }

    var isEmpty: Bool { held.isEmpty }

    /// When the waiting ends; nil where nothing is waited for.
    var deadline: Int64? { if case .looking = state { until } else { nil } }

    mutating func hold(_ entry: OutboxEntry) { held.append(entry) }

    /// The next entry to send, to be called when nothing is under way.
    mutating func next(_ search: PoisonSearch, now: Int64) -> OutboxEntry? {
        switch state {
        case .over: return held.isEmpty ? nil : held.removeFirst()
        case .asked: return nil
        case .looking: break
        }
        guard !held.isEmpty else { return nil }
        if let place = candidate(search) { return ask(place) }
        let end = until ?? now + Self.patienceMilliseconds
        until = end
        guard now >= end || held.count >= Self.limit else { return nil }
        if let suspect = held.first(where: { search.isSuspected($0.sequence) }),
            search.mayBeOvertaken(suspect.sequence),
            let place = held.firstIndex(where: { !search.isSuspected($0.sequence) })
        {
            return ask(place)
        }
        state = .over
        return held.removeFirst()
    }

    /// The entry asked about was confirmed, or is none that tells anything.
    mutating func answered(_ sequence: Int64, isConfirmed: Bool) {
        guard case .asked(sequence) = state else { return }
        state = isConfirmed ? .over : .looking
    }

    private mutating func ask(_ place: Int) -> OutboxEntry {
        let entry = held.remove(at: place)
        state = .asked(entry.sequence)
        return entry
    }

    private func candidate(_ search: PoisonSearch) -> Int? {
        var barred: Set<Lane> = []
        for (place, entry) in held.enumerated() {
            let lane = Lane(entry)
            if search.isSuspected(entry.sequence) {
                barred.insert(lane)
            } else if !barred.contains(lane) {
                return place
            }
        }
        return nil
    }
}
