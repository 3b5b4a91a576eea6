import MQTT
import Testing

@Suite struct ConnectionStateTests {
    private let violation = MQTTError.protocolViolation(code: 2, "x")

    /// Fails `count` attempts in a row and returns the time that passed between their starts.
    private func gaps(_ count: Int, _ failure: MQTTError, random: UInt64, connectFirst: Bool = false) -> [Int64] {
        var state = ConnectionState()
        var now: Int64 = 1_000
        state.start(now: now)
        var starts: [Int64] = []
        for _ in 0..<count {
            now = max(now, state.deadline ?? now)
            #expect(state.due(now: now) == .open)
            starts.append(now)
            if connectFirst {
                state.opened(now: now)
                state.accepted(now: now)
            }
            state.failed(failure, now: now, random: random)
        }
        return zip(starts, starts.dropFirst()).map { $1 - $0 }
    }

    @Test("waits double from one second to one minute, never less than a second, whatever the jitter")
    func doubling() {
        let longest = gaps(9, .connectionLost, random: UInt64(30_000))
        #expect(longest.last == 60_000)
        for random in [0, 1, 499, 12_345, UInt64.max] {
            let gaps = gaps(12, .connectionLost, random: random)
            #expect(gaps.allSatisfy { (1_000...60_000).contains($0) })
            #expect(gaps.suffix(4).allSatisfy { $0 >= 30_000 })
        }
    }

    @Test("after a connection that was of use the next is not put off")
    func ofUse() {
        var state = ConnectionState()
        state.start(now: 0)
        for round in 1...6 {
            let now = state.deadline ?? 0
            #expect(state.due(now: now) == .open)
            state.opened(now: now)
            state.accepted(now: now)
            if round == 6 { state.wasOfUse() }
            state.failed(.connectionLost, now: now, random: 0)
            #expect(round < 6 || state.deadline == now + 1000)
            #expect(round != 5 || state.deadline ?? 0 >= now + 8000)
        }
    }

    @Test("a broker that closes after every CONNACK is not visited in a hot loop")
    func closesAfterAcceptance() {
        #expect(gaps(8, .connectionLost, random: 0, connectFirst: true) == gaps(8, .connectionLost, random: 0))
    }

    @Test("a connection that lasted makes the next wait short again")
    func lastingConnectionResets() {
        var state = ConnectionState()
        var now: Int64 = 0
        state.start(now: now)
        for _ in 0..<6 {
            now = state.deadline ?? now
            #expect(state.due(now: now) == .open)
            state.failed(.connectionLost, now: now, random: 0)
        }
        now = state.deadline ?? now
        #expect(state.due(now: now) == .open)
        state.opened(now: now)
        state.accepted(now: now)
        #expect(state.isConnected && state.deadline == nil)
        now += 5_000
        state.failed(.connectionLost, now: now, random: 0)
        #expect(state.consecutiveFailures == 1)
        #expect(state.deadline == now + 1_000)
    }

    @Test("three identical protocol failures in a row wait a whole minute and are reported as poison")
    func poison() {
        var state = ConnectionState()
        var now: Int64 = 0
        state.start(now: now)
        for failure in [violation, violation, .connectionLost, violation] {
            #expect(!state.isPoisoned)
            now = state.deadline ?? now
            #expect(state.due(now: now) == .open)
            state.failed(failure, now: now, random: 0)
        }
        #expect(state.isPoisoned)
        #expect(state.deadline == now + 60_000)
        now = state.deadline ?? now
        #expect(state.due(now: now) == .open)
        state.failed(.packetTooLarge(size: 9), now: now, random: 0)
        #expect(!state.isPoisoned)
    }

    @Test("refused credentials are counted apart, until some are accepted")
    func authentication() {
        var state = ConnectionState()
        state.start(now: 0)
        #expect(state.due(now: 0) == .open)
        state.opened(now: 10)
        state.failed(.authenticationRefused(reason: 5), now: 20, random: 0)
        #expect(state.authenticationFailures == 1)
        #expect(state.lastFailure == .authenticationRefused(reason: 5))
        #expect(state.due(now: 999) == .none)
        #expect(state.due(now: 1_020) == .open)
        state.opened(now: 1_030)
        state.accepted(now: 1_040)
        #expect(state.authenticationFailures == 0)
    }

    @Test("an attempt is given up when its time is over")
    func timeouts() {
        var state = ConnectionState()
        state.start(now: 0)
        #expect(state.due(now: 0) == .open)
        #expect(state.due(now: 149_999) == .none)
        #expect(state.due(now: 150_000) == .giveUp(.openTimedOut))
        state.opened(now: 150_000)
        #expect(state.due(now: 159_999) == .none)
        #expect(state.due(now: 160_000) == .giveUp(.acknowledgementTimedOut))
    }

    @Test("stopping and starting again does not get around the pause between attempts")
    func stopAndStart() {
        var state = ConnectionState()
        state.start(now: 0)
        #expect(state.due(now: 0) == .open)
        state.stop()
        #expect(state.deadline == nil && state.due(now: 500) == .none)
        state.start(now: 500)
        #expect(state.deadline == 1_000)
    }
}
