/// Which topic filters the local broker is asked for, which of them it refuses, and when those are asked for again.
///
/// A state machine without a connection: its owner sends what `due` gives, and brings the answers. A broker may refuse
/// one filter for good (its access rules) or for a while; the others work meanwhile.
struct Subscriptions {
    static let shortestRetryMilliseconds: Int64 = 5000
    static let longestRetryMilliseconds: Int64 = 300_000
    /// A SUBSCRIBE without an answer for so long is sent again: it may have been lost with what a full socket held back.
    static let answerMilliseconds: Int64 = 30_000

    private struct State {
        var refusal: UInt8?
        var refusals = 0
        /// When it is asked for; nil: granted.
        var next: Int64?
    }

    /// What an answer changed.
    enum Change: Equatable {
        case refused(String, code: UInt8)
        case granted(String)
    }

    private(set) var filters: [String] = []
    private var states: [String: State] = [:]
    /// The filters of each packet that is not answered yet, in its order.
    private var asked: [Int32: [String]] = [:]

    /// The filters that are wanted from now on; those that were wanted before stay as they are.
    /// - Returns: those that are not wanted any more.
    mutating func want(_ wanted: [String], now: Int64) -> [String] {
        let gone = filters.filter { !wanted.contains($0) }
        filters = []
        for filter in wanted where !filters.contains(filter) {
            filters.append(filter)
            if states[filter] == nil { states[filter] = State(next: now) }
        }
        for filter in gone { states[filter] = nil }
        return gone
    }

    /// A connection begins: everything is asked for, at once.
    mutating func connected(now: Int64) {
        asked.removeAll()
        for filter in filters { states[filter]?.next = now }
    }

    /// What is to be asked for now.
    func due(now: Int64) -> [String] {
        filters.filter { filter in states[filter]?.next.map { now >= $0 } == true }
    }

    /// These were asked for, in one packet.
    mutating func sent(_ filters: [String], packet: Int32, now: Int64) {
        asked[packet] = filters
        for filter in filters { states[filter]?.next = now + Subscriptions.answerMilliseconds }
    }

    /// The broker's answer: for each filter of the packet the granted QoS, or a reason of 0x80 and more.
    mutating func answered(packet: Int32, codes: [UInt8], now: Int64) -> [Change] {
        guard let filters = asked.removeValue(forKey: packet) else { return [] }
        var changes: [Change] = []
        for (filter, code) in zip(filters, codes) {
            guard var state = states[filter] else { continue }
            if code < 0x80 {
                if state.refusal != nil { changes.append(.granted(filter)) }
                state = State(next: nil)
            } else {
                if state.refusal != code { changes.append(.refused(filter, code: code)) }
                state.refusal = code
                state.next = now + Subscriptions.delay(after: state.refusals)
                state.refusals += 1
            }
            states[filter] = state
        }
        return changes
    }

    /// Whether the broker has said of every filter that it grants or refuses it.
    var areAnswered: Bool { states.values.allSatisfy { $0.next == nil || $0.refusal != nil } }

    /// The filters that the broker refuses, and its reasons.
    var refused: [(filter: String, code: UInt8)] {
        filters.compactMap { filter in states[filter]?.refusal.map { (filter, $0) } }
    }

    private static func delay(after refusals: Int) -> Int64 {
        min(longestRetryMilliseconds, shortestRetryMilliseconds << Int64(min(refusals, 16)))
    }
}
