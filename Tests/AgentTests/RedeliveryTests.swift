import Store
import TestSupport
import Testing

@testable import Agent

@Suite struct RedeliveryTests {
    private func mark(_ packet: UInt16, _ content: UInt64) -> RedeliveryMark {
        RedeliveryMark(packetIdentifier: packet, contentHash: content)
    }

    @Test("D05: what was taken and comes again after a reconnect is recognised, once")
    func repeats() {
        var window = RedeliveryWindow(capacity: 4, marks: [])
        window.connected(sessionPresent: true)
        #expect(window.isRepeat(mark(1, 100)) == false)
        window.accepted(mark(1, 100))
        #expect(window.isRepeat(mark(1, 100)) == false, "on one connection nothing is a repeat of it")
        window.connected(sessionPresent: true)
        #expect(window.isRepeat(mark(1, 100)) == true)
        #expect(window.isRepeat(mark(1, 100)) == false)
    }

    @Test("another content or another identifier is another message")
    func different() {
        var window = RedeliveryWindow(capacity: 4, marks: [mark(1, 100)])
        window.connected(sessionPresent: true)
        #expect(window.isRepeat(mark(1, 101)) == false)
        #expect(window.isRepeat(mark(2, 100)) == false)
        #expect(window.isRepeat(mark(1, 100)) == true)
    }

    @Test("D06: what the store remembers of the run before is recognised after a crash")
    func afterCrash() {
        var window = RedeliveryWindow(capacity: 3, marks: (1...5).map { mark(UInt16($0), UInt64($0)) })
        window.connected(sessionPresent: true)
        #expect(window.isRepeat(mark(1, 1)) == false, "beyond the window the broker had its acknowledgement")
        #expect(window.isRepeat(mark(3, 3)) == true)
        #expect(window.isRepeat(mark(4, 4)) == true)
    }

    @Test("only the first messages of a connection are looked at: what comes later is new, whatever it looks like")
    func onlyAtFirst() {
        var window = RedeliveryWindow(capacity: 3, marks: [mark(9, 9)])
        window.connected(sessionPresent: true)
        for packet in UInt16(1)...3 { #expect(window.isRepeat(mark(packet, 0)) == false) }
        #expect(window.isRepeat(mark(9, 9)) == false)
    }

    @Test("a broker without our session sends nothing again")
    func noSession() {
        var window = RedeliveryWindow(capacity: 3, marks: [mark(1, 1)])
        window.connected(sessionPresent: false)
        #expect(window.isRepeat(mark(1, 1)) == false)
        window.connected(sessionPresent: true)
        #expect(window.isRepeat(mark(1, 1)) == false, "what was before the new session is forgotten")
    }

    @Test("the newest message of an identifier is the one that is awaited, and the window is bounded")
    func newest() {
        var window = RedeliveryWindow(capacity: 3, marks: [])
        for number in UInt64(0)..<1_000 { window.accepted(mark(UInt16(number % 2), number)) }
        window.connected(sessionPresent: true)
        #expect(window.isRepeat(mark(0, 996)) == false)
        #expect(window.isRepeat(mark(0, 998)) == true)
        #expect(window.isRepeat(mark(1, 999)) == true)
    }

    @Test("of a random stream with lost acknowledgements nothing is taken twice, and nothing new is dropped")
    func stream() {
        let seed = Trials.seed()
        var generator = SeededGenerator(seed)
        for _ in 0..<200 {
            let capacity = Int.random(in: 1...20, using: &generator)
            var window = RedeliveryWindow(capacity: capacity, marks: [])
            var waiting: [(mark: RedeliveryMark, isTaken: Bool)] = []
            var next: UInt64 = 0
            var taken: [UInt64] = []
            for connection in 0..<6 {
                window.connected(sessionPresent: connection > 0)
                // What is not acknowledged comes first, in its order; then what is new.
                let again = waiting
                waiting = []
                func deliver(_ mark: RedeliveryMark) {
                    if !window.isRepeat(mark) {
                        taken.append(mark.contentHash)
                        window.accepted(mark)
                    }
                    waiting.append((mark, true))
                }
                for entry in again { deliver(entry.mark) }
                for _ in 0..<Int.random(in: 0...30, using: &generator) {
                    // The broker acknowledges in order, and never has more under way than the window.
                    if waiting.count == capacity || (!waiting.isEmpty && Bool.random(using: &generator)) {
                        waiting.removeFirst()
                    }
                    deliver(mark(UInt16(next % 65_535) + 1, next))
                    next += 1
                }
            }
            #expect(taken == Array(0..<next), "seed \(seed)")
        }
    }
}
