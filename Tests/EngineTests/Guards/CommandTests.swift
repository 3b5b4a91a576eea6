import Engine
import Telemetry
import Testing

@Suite struct CommandTests {
    private func at(_ milliseconds: Int64) -> Instant { Instant(milliseconds: milliseconds) }

    private func admit(
        _ ledger: inout CommandLedger, _ id: String, expires: Int64, wall: Int64, now: Int64? = nil, priority: Int = 10
    ) -> CommandRefusal? {
        ledger.admit(
            id: id, priority: priority, expires: Timestamp(milliseconds: expires),
            wall: Timestamp(milliseconds: wall), now: at(now ?? wall))
    }

    @Test("a command is taken once, also after a restart; an expired one never")
    func once() throws {
        var ledger = CommandLedger()
        #expect(admit(&ledger, "a", expires: 100, wall: 0) == nil)
        #expect(admit(&ledger, "a", expires: 100, wall: 1) == .repeated)
        #expect(admit(&ledger, "b", expires: 100, wall: 100) == .expired)
        var writer = ByteWriter()
        ledger.write(to: &writer)
        var reader = ByteReader(writer.bytes)
        var again = try CommandLedger(from: &reader)
        #expect(again == ledger)
        #expect(admit(&again, "a", expires: 500, wall: 50) == .repeated)
        #expect(admit(&again, "c", expires: 100, wall: 50) == nil)
    }

    @Test("what is no id, no priority or no near end is refused with its reason")
    func refusals() {
        var ledger = CommandLedger(settings: .init(capacity: 2, longestID: 4, retention: 1_000))
        #expect(admit(&ledger, "", expires: 9, wall: 0) == .idInvalid)
        #expect(admit(&ledger, "åååå", expires: 9, wall: 0) == .idInvalid)
        #expect(admit(&ledger, "a", expires: 9, wall: 0, priority: 0) == .priorityInvalid)
        #expect(admit(&ledger, "a", expires: 9, wall: 0, priority: 17) == .priorityInvalid)
        #expect(admit(&ledger, "a", expires: 1_001, wall: 0) == .expiresTooFar)
        #expect(admit(&ledger, "a", expires: .max, wall: .min) == .expiresTooFar)
        #expect(ledger.count == 0)
        #expect(CommandRefusal.allCases.map(\.name).count == Set(CommandRefusal.allCases.map(\.name)).count)
    }

    @Test("an id is not forgotten while its command could come again, for want of room or by a clock set back")
    func memory() {
        var ledger = CommandLedger(settings: .init(capacity: 2, longestID: 8, retention: 1_000))
        #expect(admit(&ledger, "a", expires: 500, wall: 0, now: 0) == nil)
        #expect(admit(&ledger, "b", expires: 900, wall: 0, now: 0) == nil)
        #expect(admit(&ledger, "c", expires: 900, wall: 600, now: 600) == .tooMany, "the clock may be set back yet")
        #expect(admit(&ledger, "a", expires: 500, wall: 100, now: 700) == .repeated)
        #expect(admit(&ledger, "c", expires: 1_900, wall: 1_000, now: 1_000) == nil)
        #expect(ledger.count == 1)
        #expect(admit(&ledger, "a", expires: 500, wall: 1_001, now: 1_001) == .expired)
    }

    @Test("an override ends by itself or by release; the last command of a priority counts")
    func heldClaims() throws {
        var held = HeldClaims()
        held.override(true, forMilliseconds: 100, now: at(0))
        held.override(false, forMilliseconds: 50, now: at(10))
        func command(_ id: String, _ value: Bool, _ priority: Int, until: Int64) -> Claim {
            Claim(origin: .remote(id: id), value: value, priority: priority, since: at(20), until: at(until))
        }
        held.hold(command("a", false, 10, until: 90))
        held.hold(command("b", true, 10, until: 80))
        held.hold(command("c", true, 4, until: 70))
        #expect(held.claims.map(\.value) == [false, true, true] && held.nextExpiry == at(60))
        var writer = ByteWriter()
        held.write(to: &writer)
        var reader = ByteReader(writer.bytes)
        #expect(try HeldClaims(from: &reader) == held)
        #expect(held.expire(now: at(59)) == false)
        #expect(held.expire(now: at(60)) == true)
        #expect(held.claims.map(\.priority) == [10, 4])
        let hasReleased = held.release()
        #expect(!hasReleased)
        #expect(held.expire(now: at(1_000)) == true)
        #expect(held.nextExpiry == nil)
    }

    @Test("a latched claim beats everything, and a lease ends a claim at its very end")
    func latchedClaims() {
        func winner(_ claims: [Claim], now: Int64) -> Arbitration {
            var arbitration = Arbitration(safe: false, now: at(now))
            for claim in claims { arbitration.consider(claim) }
            return arbitration
        }
        let latched = Claim(origin: .rule(3), value: true, priority: 16, since: at(0), isLatched: true)
        let highest = Claim(origin: .rule(1), value: false, priority: 1, since: at(5))
        let manual = Claim(origin: .manual, value: false, priority: 8, since: at(6), until: at(50))
        #expect(winner([highest, latched, manual], now: 10).winner == latched)
        #expect(winner([highest, latched, manual], now: 10).suppression(of: manual) == .latch)
        #expect(winner([manual, highest], now: 10).suppression(of: manual) == nil, "they want the same")
        let low = Claim(origin: .rule(0), value: true, since: at(0))
        #expect(winner([manual, low], now: 49).suppression(of: low) == .manual)
        #expect(winner([manual, low], now: 49).nextExpiry == at(50))
        #expect(winner([manual, low], now: 50).winner == low)
        #expect(winner([highest, low], now: 50).suppression(of: low) == .priority)
    }

    @Test("a suppression is told when it begins, again when its reason changes, and not in between")
    func suppressions() throws {
        var suppressions = Suppressions()
        let claim = Claim(origin: .rule(2), value: true, since: at(7))
        func round(_ claims: [(Claim, DenialReason)]) -> [Bool] {
            suppressions.begin()
            defer { suppressions.end() }
            return claims.map { suppressions.isNews($0.0, reason: $0.1) }
        }
        #expect(round([(claim, .priority)]) == [true])
        #expect(round([(claim, .priority)]) == [false])
        #expect(round([(claim, .latch)]) == [true])
        var writer = ByteWriter()
        suppressions.write(to: &writer)
        var reader = ByteReader(writer.bytes)
        suppressions = try Suppressions(from: &reader)
        #expect(round([(claim, .latch)]) == [false])
        #expect(round([]) == [])
        #expect(round([(claim, .latch)]) == [true])
        var again = claim
        again.since = at(8)
        #expect(round([(again, .latch)]) == [true])
    }
}
