import GPIO
import TestSupport
import Testing

@Suite("FrequencyMeter")
struct FrequencyMeterTests {
    private static let second: Int64 = 1_000_000_000

    @Test(
        "a steady frequency is told to a millionth, however it lies to the gate",
        arguments: [1.37, 49.98, 50.02, 997.3])
    func steady(hertz: Double) {
        var meter = FrequencyMeter(gateNanoseconds: Self.second, at: 0)
        var told: [Double] = []
        var number = 0.0
        while told.count < 6 {
            number += 1
            if let frequency = meter.edge(at: Int64(number / hertz * 1e9)) { told.append(frequency) }
        }
        for frequency in told.dropFirst() { #expect(abs(frequency / hertz - 1) < 1e-6, "\(frequency)") }
    }

    @Test("without an edge in a gate it is 0, and one edge after that is no more than one a gate")
    func silence() {
        var meter = FrequencyMeter(gateNanoseconds: Self.second, at: 0)
        #expect(meter.pass(to: Self.second) == 0)
        #expect(meter.pass(to: Self.second + 1) == nil)
        #expect(meter.edge(at: Self.second + 500) == nil)
        #expect(meter.pass(to: 2 * Self.second) == 1)
        #expect(meter.pass(to: 9 * Self.second) == 0)
        #expect(meter.deadline == 10 * Self.second)
    }

    @Test("edges that the kernel had no room for count, since they lie between those it told of")
    func missed() {
        var meter = FrequencyMeter(gateNanoseconds: Self.second, at: 0)
        _ = meter.edge(at: 0)
        _ = meter.edge(missed: 98, at: 990_000_000)
        #expect(meter.pass(to: Self.second) == 100)
    }
}
