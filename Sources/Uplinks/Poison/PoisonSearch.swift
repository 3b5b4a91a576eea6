/// Finds the entry that a destination will never take, when all it does is close the connection or refuse it for a
/// reason that may be mended.
///
/// A connection may be closed for many reasons, and a destination may refuse all that we have. So an entry is suspected
/// when it was alone under way, and is given up only for troubles with another entry confirmed before each but the
/// first: what a destination takes from nobody waits. Entries are told by their sequence, which they keep over
/// connections.
public struct PoisonSearch: Sendable {
    /// Closings in a row with an entry under way before entries go one at a time.
    public static let closingsTogether = 3
    /// Troubles that count before an entry is given up: the first, and those after which another entry was confirmed.
    public static let troubles = 3
    /// Troubles, counted or not, before entries of the same device and class may overtake the entry: until then those of
    /// others must show that the destination takes something.
    public static let troublesInOrder = 2
    /// Entries sent one at a time at most. A suspect that was merged with others for want of room never comes again.
    static let patience = 4096
    /// Entries suspected at a time; those beyond are suspected when they come again.
    static let suspicionLimit = 256
    /// Verdicts kept, the newest: one is carried out when its entry is next to be sent, which is soon.
    private static let verdictLimit = 64

    private enum State {
        /// These were under way at each of the last closings.
        case together(suspects: Set<Int64>, closings: Int)
        case oneByOne(suspects: Set<Int64>, patience: Int)
    }

    private struct Suspicion {
        /// Closings with others, in the search for the one.
        let closingsBefore: Int
        var closings = 0
        var refusals = 0
        /// What the destination said with the last of them.
        var words = ""
        var counted = 0
        /// Whether another entry was confirmed since the last trouble.
        var isDestinationOpen = true
    }

    private var state = State.together(suspects: [], closings: 0)
    private var suspicions: [Int64: Suspicion] = [:]
    private var underWay: Set<Int64> = []
    private var verdicts: [(sequence: Int64, verdict: Verdict)] = []

    /// What became of a suspect.
    public struct Verdict: Sendable, Equatable {
        public let reason: String
        /// The destination has said that it refuses the entry, and for a reason that may be mended. Otherwise it only
        /// closed the connection, and the entry is given up.
        public let isRefusal: Bool
    }

    public init() {}

    /// Whether nothing may be sent before what is under way was answered.
    public var isOneByOne: Bool {
        if case .oneByOne = state { true } else { false }
    }

    /// Whether it matters what becomes of other entries.
    public var hasSuspicions: Bool { !suspicions.isEmpty }

    public func isSuspected(_ sequence: Int64) -> Bool { suspicions[sequence] != nil }

    /// Whether entries of the same device and class may go first, to show that the destination takes them.
    public func mayBeOvertaken(_ sequence: Int64) -> Bool {
        guard let suspicion = suspicions[sequence] else { return false }
        return suspicion.closings + suspicion.refusals >= Self.troublesInOrder
    }

    /// Why the entry is not to be sent again, or not for a while.
    public func verdict(_ sequence: Int64) -> Verdict? { verdicts.last { $0.sequence == sequence }?.verdict }

    /// The entry may be tried again.
    public mutating func forgetVerdict(_ sequence: Int64) { verdicts.removeAll { $0.sequence == sequence } }

    public mutating func sent(_ sequence: Int64) { underWay.insert(sequence) }

    /// The destination has the entry.
    public mutating func confirmed(_ sequence: Int64) {
        settled(sequence)
        for other in suspicions.keys { suspicions[other]?.isDestinationOpen = true }
    }

    /// The entry is not sent again, which says nothing about the destination.
    public mutating func settled(_ sequence: Int64) {
        underWay.remove(sequence)
        suspicions[sequence] = nil
        switch state {
        case .together(var suspects, let closings):
            guard suspects.remove(sequence) != nil else { return }
            state = .together(suspects: suspects, closings: suspects.isEmpty ? 0 : closings)
        case .oneByOne(var suspects, let patience):
            suspects.remove(sequence)
            state = .oneByOne(suspects: suspects, patience: patience - 1)
            guard (suspects.isEmpty && suspicions.isEmpty) || patience <= 1 else { return }
            state = .together(suspects: [], closings: 0)
            suspicions.removeAll()
        }
    }

    /// The destination refuses the entry for a reason that may be mended; its connection is given up for it.
    public mutating func refused(_ sequence: Int64, reason: String) {
        underWay.remove(sequence)
        trouble(sequence, isRefusal: true, reason)
    }

    /// The connection ended.
    /// - Parameter isClosed: by the destination, and perhaps for what it was sent.
    public mutating func ended(isClosed: Bool) {
        defer { underWay.removeAll() }
        guard isClosed, !underWay.isEmpty else { return }
        switch state {
        case .together(let former, let closings):
            let both = former.intersection(underWay)
            let count = both.isEmpty ? 1 : closings + 1
            let suspects = both.isEmpty ? underWay : both
            state =
                count < Self.closingsTogether
                ? .together(suspects: suspects, closings: count)
                : .oneByOne(suspects: suspects, patience: Self.patience)
        case .oneByOne:
            // What was sent before the entries went one at a time was not alone.
            guard underWay.count == 1, let alone = underWay.first else { return }
            trouble(alone, isRefusal: false, "")
        }
    }

    private mutating func trouble(_ sequence: Int64, isRefusal: Bool, _ reason: String) {
        if suspicions[sequence] == nil {
            guard suspicions.count < Self.suspicionLimit else { return }
            suspicions[sequence] = Suspicion(closingsBefore: isSearchedFor(sequence) ? Self.closingsTogether : 0)
        }
        if !isOneByOne { state = .oneByOne(suspects: [], patience: Self.patience) }
        guard var suspicion = suspicions[sequence] else { return }
        if isRefusal {
            suspicion.refusals += 1
            suspicion.words = reason
        } else {
            suspicion.closings += 1
        }
        if suspicion.isDestinationOpen { suspicion.counted += 1 }
        suspicion.isDestinationOpen = false
        suspicions[sequence] = suspicion
        guard suspicion.counted >= Self.troubles else { return }
        let closings = suspicion.closingsBefore + suspicion.closings
        let words =
            suspicion.refusals > 0
            ? "refused \(suspicion.refusals) times: \(suspicion.words)"
            : "connection closed \(closings) times while sending it"
        if verdicts.count == Self.verdictLimit { verdicts.removeFirst() }
        verdicts.append((sequence, Verdict(reason: words, isRefusal: suspicion.refusals > 0)))
        settled(sequence)
    }

    private func isSearchedFor(_ sequence: Int64) -> Bool {
        if case .oneByOne(let suspects, _) = state { suspects.contains(sequence) } else { false }
    }
}
