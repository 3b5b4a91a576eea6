import Telemetry
import Testing

@testable import Engine

@Suite struct ArbitrationTests {
    private func claim(_ rule: Int, _ value: Bool, _ priority: Int, since: Int64 = 0) -> Claim {
        Claim(origin: .rule(rule), value: value, priority: priority, since: Instant(milliseconds: since))
    }

    private func winner(safe: Bool, _ claims: [Claim]) -> Int? {
        var arbitration = Arbitration(safe: safe, now: Instant(milliseconds: 100))
        for claim in claims { arbitration.consider(claim) }
        return arbitration.winner?.rule
    }

    @Test("priority 1 wins over 16, whatever else")
    func priority() {
        let claims = [claim(0, false, 16, since: 9), claim(1, true, 1, since: 0), claim(2, false, 2, since: 5)]
        #expect(winner(safe: false, claims) == 1)
        #expect(winner(safe: false, claims.reversed()) == 1)
        #expect(winner(safe: false, []) == nil)
    }

    @Test("on a tie the safe value wins over the newest", arguments: [true, false])
    func tie(safe: Bool) {
        let claims = [claim(0, safe, 10, since: 0), claim(1, !safe, 10, since: 9)]
        #expect(winner(safe: safe, claims) == 0)
        #expect(winner(safe: safe, claims.reversed()) == 0)
    }

    @Test("among claims of one value and priority the newest wins, then the earlier rule of the file")
    func newest() {
        #expect(winner(safe: false, [claim(0, true, 10, since: 3), claim(1, true, 10, since: 4)]) == 1)
        #expect(winner(safe: false, [claim(0, true, 10, since: 4), claim(1, true, 10, since: 3)]) == 0)
        #expect(winner(safe: false, [claim(0, true, 10, since: 4), claim(1, true, 10, since: 4)]) == 0)
    }

    @Test("the winner does not depend on the order in which claims are heard")
    func order() {
        let claims = [
            claim(0, true, 10, since: 1), claim(1, false, 10, since: 2), claim(2, true, 9, since: 3),
            claim(3, true, 9, since: 4), claim(4, false, 9, since: 1),
        ]
        for start in claims.indices {
            #expect(winner(safe: false, Array(claims[start...] + claims[..<start])) == 4)
        }
    }
}
