import Store
import Testing

@testable import Uplinks

@Suite struct PostponementsTests {
    private let events = Lane(device: 1, .alarms)
    private let readings = Lane(device: 1, .lowest)

    @Test("what stays denied is tried again after a minute, then after twice as long, and after an hour at the most")
    func growing() {
        var postponements = Postponements()
        var now: Int64 = 0
        var waits: [Int64] = []
        for _ in 0..<9 {
            let until = postponements.denied(events, reason: "no", now: now)
            // Others under way say the same, which changes nothing.
            let again = postponements.denied(events, reason: "no", now: now + 1)
            #expect(again == until && postponements.until(events, now: until - 1) == until)
            #expect(postponements.until(events, now: until) == nil && postponements.isDenied(events))
            waits.append((until - now) / 60_000)
            now = until
        }
        #expect(waits == [1, 2, 4, 8, 16, 32, 60, 60, 60])
        postponements.taken(events)
        #expect(!postponements.isDenied(events) && postponements.notice == nil)
    }

    @Test("the other classes of a device that is denied wait with it once, and no other device does")
    func device() {
        var postponements = Postponements()
        let until = postponements.denied(events, reason: "no", now: 0)
        #expect(postponements.until(readings, now: 1) == until)
        #expect(postponements.until(Lane(device: 2, .alarms), now: 1) == nil)
        #expect(postponements.notice == "it does not take records of 1 device, which wait: no")
        // Its readings are taken, its events are not.
        postponements.taken(readings)
        _ = postponements.denied(events, reason: "no", now: until)
        #expect(postponements.until(readings, now: until) == nil)
        postponements.taken(events)
        #expect(postponements.until(Lane(device: 1, DeliveryClass(clamping: 3)), now: 1) == nil)
        #expect(postponements.notice == nil)
    }

    @Test("one record that closes the connection makes no other wait, a second of the same device does")
    func closings() {
        var postponements = Postponements()
        postponements.closed(events, reason: "closed", now: 0)
        #expect(postponements.until(events, now: 0) == nil && postponements.notice == nil)
        postponements.closed(events, reason: "closed", now: 0)
        #expect(postponements.until(events, now: 0) == 60_000 && !postponements.isDenied(events))
        #expect(postponements.until(readings, now: 0) == nil)
        postponements.taken(events)
        postponements.closed(events, reason: "closed", now: 0)
        #expect(postponements.until(events, now: 0) == nil)
    }
}
