import Glibc
import Scoring
import Telemetry
import Testing

@Suite struct TrendTests {
    @Test("a straight trend reaches its threshold when it says, and one that leads away never does")
    func trend() throws {
        var rising = TrendToThreshold(threshold: 100, memory: 500)
        var falling = TrendToThreshold(threshold: 100, memory: 500)
        for row in 0..<60 {
            rising.update(40 + 0.5 * Double(row), at: Double(row))
            falling.update(40 - 0.5 * Double(row), at: Double(row))
        }
        let life = try #require(rising.remaining())
        #expect(abs(life.estimate - 61) < 0.01)
        #expect(life.low <= life.estimate && life.estimate <= life.high)
        #expect(falling.remaining()?.estimate == .infinity)
    }

    @Test("noise about a trend widens the interval")
    func noise() throws {
        var series = Series(seed: 53)
        var held = 0
        for _ in 0..<100 {
            var trend = TrendToThreshold(threshold: 200, memory: 1e6)
            for row in 0..<100 { trend.update(50 + 0.5 * Double(row) + 10 * series.normal(), at: Double(row)) }
            let life = try #require(trend.remaining())
            held += life.low <= 201 && 201 <= life.high ? 1 : 0
        }
        #expect((65...93).contains(held))
    }

    /// A wear that gathers speed, hourly; it reaches 2 at hour 149.
    private func wear(_ hour: Int) -> Double { 1 + exp(-0.05 * Double(149 - hour)) }

    @Test("nothing is left at and beyond the threshold, however the signal got there, and little just before")
    func reached() throws {
        var trend = TrendToThreshold(threshold: 2, memory: 168)
        for hour in 0..<160 {
            trend.update(wear(hour), at: Double(hour))
            guard let life = trend.remaining() else { continue }
            if hour >= 149 { #expect(life == RemainingLife(estimate: 0, low: 0, high: 0), "hour \(hour)") }
            // A line cannot know that wear gathers speed; but it knows that it is off.
            if (145..<149).contains(hour) { #expect(life.low == 0 && life.high == .infinity, "hour \(hour)") }
        }
    }

    @Test("one value beyond the threshold among others that are not is no end of life")
    func outlier() throws {
        var series = Series(seed: 57)
        var trend = TrendToThreshold(threshold: 100, memory: 168)
        for row in 0..<200 { trend.update(50 + 0.1 * Double(row) + series.normal(), at: Double(row)) }
        trend.update(140, at: 200)
        #expect(try #require(trend.remaining()).estimate > 50)
    }

    @Test(
        "the side the signal comes from is that of most of the first rows, not of the first alone",
        arguments: [-1.0, 1])
    func side(sign: Double) throws {
        var trend = TrendToThreshold(threshold: 100, memory: 500)
        trend.update(100 + sign * 30, at: 0)
        for row in 1..<200 { trend.update(100 - sign * (60 - 0.1 * Double(row)), at: Double(row)) }
        let life = try #require(trend.remaining())
        #expect(life.estimate > 100 && life.estimate.isFinite)
    }

    @Test("a state of before the side and the noise were kept is read, and goes on")
    func older() throws {
        var trend = TrendToThreshold(threshold: 100, memory: 500)
        for row in 0..<100 { trend.update(40 + 0.3 * Double(row), at: Double(row)) }
        var bytes = ByteWriter()
        trend.write(to: &bytes)
        // The newest value, the squared steps, the rows above and the departures were not there.
        var reader = ByteReader(bytes.bytes.dropLast(18))
        var restored = TrendToThreshold(threshold: 100, memory: 500)
        try restored.read(from: &reader)
        restored.update(70, at: 100)
        trend.update(70, at: 100)
        let (life, other) = (try #require(restored.remaining()), try #require(trend.remaining()))
        #expect(abs(life.estimate - other.estimate) < 1)
    }
}
