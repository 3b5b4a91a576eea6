import Store
import Testing

@testable import Uplinks

@Suite struct PoisonSearchTests {
    /// A destination that is told what to do with each entry, and what it got and gave up in the end.
    private struct Simulation {
        enum Answer { case taken, closed, refused }

        var search = PoisonSearch()
        var waiting: [OutboxEntry]
        var window = 256
        /// Whether entries taken in a window before a closing are confirmed.
        var confirms = true
        private(set) var givenUp: [Int64] = []
        private(set) var delivered: [OutboxEntry] = []
        private(set) var connections = 0

        /// Entries of `devices` devices in turn.
        init(_ sequences: ClosedRange<Int64>, devices: Int64 = 4) {
            waiting = sequences.map { sequence in
                OutboxEntry(
                    key: OutboxKey(row: sequence, index: 0), sequence: sequence, deliveryClass: .alarms,
                    device: UInt32(sequence % devices), time: 0, payload: [])
            }
        }

        /// Connects until nothing waits, at most `limit` times.
        mutating func run(limit: Int, _ answer: (Int64) -> Answer) {
            for _ in 0..<limit where !waiting.isEmpty {
                connections += 1
                connect(answer)
            }
        }

        private mutating func connect(_ answer: (Int64) -> Answer) {
            var probe = search.hasSuspicions ? Probe() : nil
            var queue: [OutboxEntry] = []
            for entry in waiting {
                if search.verdict(entry.sequence) == nil { queue.append(entry) } else { give(up: entry) }
            }
            var now: Int64 = 0
            while true {
                var window: [OutboxEntry] = []
                if probe != nil {
                    while !queue.isEmpty, (probe?.room ?? 0) > 0 { probe?.hold(queue.removeFirst()) }
                    if let entry = probe?.next(search, now: now) {
                        window = [entry]
                    } else if let probe, probe.isEmpty {
                        if queue.isEmpty && !probe.isOver { return }
                    }
                    if probe?.isOver == true, probe?.isEmpty == true { probe = nil }
                    now += Probe.patienceMilliseconds
                    if window.isEmpty { continue }
                } else {
                    window = Array(queue.prefix(search.isOneByOne ? 1 : self.window))
                    queue.removeFirst(window.count)
                }
                if window.isEmpty { return }
                guard send(window, &probe, answer) else { return }
            }
        }

        /// False: the connection is over.
        private mutating func send(_ window: [OutboxEntry], _ probe: inout Probe?, _ answer: (Int64) -> Answer) -> Bool
        {
            for entry in window { search.sent(entry.sequence) }
            let fatal = window.firstIndex { answer($0.sequence) != .taken }
            if fatal == nil || confirms {
                for entry in window[..<(fatal ?? window.count)] {
                    search.confirmed(entry.sequence)
                    probe?.answered(entry.sequence, isConfirmed: true)
                    delivered.append(entry)
                    waiting.removeAll { $0.sequence == entry.sequence }
                }
            }
            guard let fatal else { return true }
            if answer(window[fatal].sequence) == .refused {
                search.refused(window[fatal].sequence, reason: "Not authorized")
                search.ended(isClosed: false)
            } else {
                search.ended(isClosed: true)
            }
            return false
        }

        private mutating func give(up entry: OutboxEntry) {
            givenUp.append(entry.sequence)
            waiting.removeAll { $0.sequence == entry.sequence }
        }

        /// Whether each device's entries came in their order.
        var isInOrder: Bool {
            Dictionary(grouping: delivered, by: \.device).values.allSatisfy { entries in
                entries.map(\.sequence) == entries.map(\.sequence).sorted()
            }
        }
    }

    @Test(
        "entries that the destination does not take are found, and no other is given up",
        arguments: [(true, true), (false, true), (true, false), (false, false)])
    func found(confirms: Bool, closes: Bool) {
        let poison: Set<Int64> = [1, 300, 301, 590]
        var simulation = Simulation(1...600)
        simulation.confirms = confirms
        simulation.run(limit: 100) { poison.contains($0) ? (closes ? .closed : .refused) : .taken }
        #expect(Set(simulation.givenUp) == poison && simulation.delivered.count == 596)
        #expect(simulation.isInOrder)
        let each = PoisonSearch.closingsTogether + PoisonSearch.troubles
        #expect(simulation.connections <= 4 * each + 1)
        print("\(simulation.connections) connections")
    }

    @Test("an entry that is not taken is found among those of its own device, too", arguments: [true, false])
    func oneDevice(closes: Bool) {
        var simulation = Simulation(1...20, devices: 1)
        simulation.run(limit: 50) { $0 == 7 ? (closes ? .closed : .refused) : .taken }
        #expect(simulation.givenUp == [7] && simulation.delivered.count == 19 && simulation.isInOrder)
    }

    @Test(
        "a destination that takes nothing gives up nothing, and gets all of it when it is mended",
        arguments: [true, false], [20, 600])
    func atFault(closes: Bool, count: Int64) {
        var simulation = Simulation(1...count)
        simulation.run(limit: 2000) { _ in closes ? .closed : .refused }
        #expect(simulation.givenUp.isEmpty && simulation.waiting.count == count)
        simulation.run(limit: 10) { _ in .taken }
        #expect(simulation.givenUp.isEmpty && simulation.delivered.count == count)
    }

    @Test("each device's entries come in order from a queue of many devices, whenever the destination is mended")
    func orderKept() {
        for troubles in 1...12 {
            var simulation = Simulation(1...100, devices: 40)
            simulation.run(limit: troubles) { _ in .closed }
            simulation.run(limit: 10) { _ in .taken }
            #expect(simulation.delivered.count == 100 && simulation.isInOrder, "after \(troubles)")
        }
    }

    @Test("an entry alone in the queue is never given up")
    func alone() {
        var simulation = Simulation(1...1)
        simulation.run(limit: 500) { _ in .closed }
        #expect(simulation.givenUp.isEmpty && simulation.waiting.count == 1)
        simulation.run(limit: 1) { _ in .taken }
        #expect(simulation.delivered.count == 1)
    }

    @Test("an entry that was no suspect of the search is not given up sooner than others")
    func newSuspect() {
        var search = PoisonSearch()
        for _ in 0..<PoisonSearch.closingsTogether {
            search.sent(1)
            search.ended(isClosed: true)
        }
        #expect(search.isOneByOne)
        for round in 1..<PoisonSearch.troubles {
            search.sent(Int64(100 + round))
            search.confirmed(Int64(100 + round))
            search.sent(2)
            search.ended(isClosed: true)
            #expect(search.verdict(2) == nil)
        }
    }

    @Test("a network that goes away while entries are under way gives up none of them")
    func network() {
        var search = PoisonSearch()
        for _ in 0..<100 {
            search.sent(1)
            search.ended(isClosed: false)
        }
        #expect(search.verdict(1) == nil && !search.isOneByOne)
    }

    @Test("an entry that gets through once is not suspected any more")
    func innocent() {
        var search = PoisonSearch()
        for round in 0..<100 as Range<Int64> {
            // Closed again and again, but each time other entries were under way.
            search.sent(round)
            search.sent(round + 1)
            search.ended(isClosed: true)
            search.sent(round)
            search.confirmed(round)
        }
        #expect((0...100).allSatisfy { search.verdict($0) == nil } && !search.isOneByOne)
    }

    @Test("a suspect that never comes again does not keep entries going one at a time for ever")
    func merged() {
        var search = PoisonSearch()
        for _ in 0...PoisonSearch.closingsTogether {
            search.sent(1)
            search.ended(isClosed: true)
        }
        #expect(search.isOneByOne && search.hasSuspicions)
        for entry in 2..<Int64(PoisonSearch.patience + 2) {
            search.sent(entry)
            search.confirmed(entry)
        }
        #expect(!search.isOneByOne && !search.hasSuspicions)
    }
}
