import Decoding
import Telemetry
import Testing

@Suite struct TimeFieldTests {
    private func decodeTime(_ json: String, unit: TimeField.Unit = .milliseconds, zone: Int? = nil) throws -> Outcome {
        let time = TimeField(
            path: try FieldPath("ts"), unit: unit, zone: zone.map { FixedZone(secondsEastOfUTC: $0) })
        return try decode(Array(json.utf8), fields: [PayloadField(path: try FieldPath("v"))], time: time)
    }

    private func milliseconds(_ literal: String, unit: TimeField.Unit = .milliseconds, zone: Int? = nil) throws
        -> Int64?
    {
        let outcome = try decodeTime("{\"v\":1,\"ts\":\(literal)}", unit: unit, zone: zone)
        #expect(outcome.reason == nil || outcome == rejected(.badTime))
        return outcome.time?.milliseconds
    }

    @Test("a number is in the declared unit, whatever its size (D02)")
    func units() throws {
        #expect(try milliseconds("1700000000123") == 1_700_000_000_123)
        #expect(try milliseconds("1700000000", unit: .seconds) == 1_700_000_000_000)
        #expect(try milliseconds("1700000000.123", unit: .seconds) == 1_700_000_000_123)
        #expect(try milliseconds("1.7e9", unit: .seconds) == 1_700_000_000_000)
        #expect(try milliseconds("1700000000123999", unit: .microseconds) == 1_700_000_000_123)
        #expect(try milliseconds("1700000000123999999", unit: .nanoseconds) == 1_700_000_000_123)
    }

    @Test("the unit may follow from the magnitude: each has the years 2000 to 2200 for itself")
    func magnitudes() throws {
        for number in ["1700000000.123", "1700000000123", "1700000000123456", "1700000000123456789"] {
            #expect(try milliseconds(number, unit: .byMagnitude) == 1_700_000_000_123)
        }
        for seconds in [946_684_800, 7_289_654_399] as [Int64] {
            for (unit, factor) in [(1, 1), (2, 1000), (3, 1_000_000), (4, 1_000_000_000)] as [(Int, Int64)] {
                #expect(try milliseconds("\(seconds * factor)", unit: .byMagnitude) == seconds * 1000, "unit \(unit)")
            }
        }
        for number in ["0", "-1700000000", "946684799", "7289654400", "50000000000", "8e15", "1e300"] {
            #expect(try decodeTime("{\"v\":1,\"ts\":\(number)}", unit: .byMagnitude) == outOfBounds)
        }
    }

    private let outOfBounds = Outcome(values: [.number(1)], flaw: .outOfBounds)

    @Test(
        "a time outside the years 2000 to 2200 is left out, and the reading stays (D02, D03)",
        arguments: [TimeField.Unit.seconds, .milliseconds, .microseconds, .nanoseconds])
    func farTimes(unit: TimeField.Unit) throws {
        for literal in [
            "0", "-1", "1", "-1700000000000", "18446744073709551615", "1e300", "1e19", "-9223372036854775808", "-1e300",
            #""1999-12-31T23:59:59Z""#, #""2201-01-01T00:00:00Z""#, #""9999-12-31T23:59:59.999-23:59""#,
        ] {
            #expect(try decodeTime("{\"v\":1,\"ts\":\(literal)}", unit: unit) == outOfBounds, "\(literal)")
        }
        // Seconds where milliseconds are declared: 1970.
        #expect(try decodeTime(#"{"v":1,"ts":1700000000}"#) == outOfBounds)
    }

    @Test("D03 the end of 32-bit seconds is a time like any other")
    func endsOfClocks() throws {
        #expect(try milliseconds("\"2038-01-19T03:14:08Z\"") == 2_147_483_648_000)
        #expect(try milliseconds("2147483648", unit: .seconds) == 2_147_483_648_000)
        #expect(try milliseconds("\"2000-01-01T00:00:00Z\"") == 946_684_800_000)
        #expect(try milliseconds("\"2200-12-31T23:59:59.999Z\"") == 7_289_654_399_999)
    }

    @Test("an absent or null time is no time; anything that is no time rejects the message")
    func absence() throws {
        #expect(try decodeTime(#"{"v":1}"#) == accepted(.number(1)))
        #expect(try decodeTime(#"{"v":1,"ts":null}"#) == accepted(.number(1)))
        for literal in ["true", "{}", "[]", #""""#, #""now""#, #""1700000000000""#] {
            #expect(try decodeTime("{\"v\":1,\"ts\":\(literal)}") == rejected(.badTime))
        }
    }

    @Test("a time without zone takes the declared zone or is left out; a zone in the text wins")
    func missingZone() throws {
        let tasmota = #""2017-02-16T10:13:52""#
        #expect(
            try decodeTime("{\"v\":1,\"ts\":\(tasmota)}") == Outcome(values: [.number(1)], flaw: .noZone))
        #expect(try milliseconds(tasmota, zone: 0) == 1_487_240_032_000)
        #expect(try milliseconds(tasmota, zone: 3600) == 1_487_236_432_000)
        #expect(try milliseconds(#""2017-02-16T10:13:52Z""#, zone: 3600) == 1_487_240_032_000)
    }

    @Test(
        "RFC 3339 times are read",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1970-01-01t00:00:00z", 0), ("1970-01-01 00:00:00Z", 0),
            ("2023-11-14T22:13:20Z", 1_700_000_000_000), ("2023-11-14T23:13:20+01:00", 1_700_000_000_000),
            ("2023-11-14T17:43:20-0430", 1_700_000_000_000), ("2023-11-15T00:13:20+02", 1_700_000_000_000),
            ("2023-11-14T22:13:20.5Z", 1_700_000_000_500), ("2023-11-14T22:13:20,007Z", 1_700_000_000_007),
            ("2023-11-14T22:13:20.123456789Z", 1_700_000_000_123), ("1969-12-31T23:59:59.999Z", -1),
            ("2000-02-29T00:00:00Z", 951_782_400_000), ("2024-02-29T12:00:00Z", 1_709_208_000_000),
            ("1900-03-01T00:00:00Z", -2_203_891_200_000), ("0001-01-01T00:00:00Z", -62_135_596_800_000),
            ("1985-04-12T23:20:50.52Z", 482_196_050_520), ("1996-12-19T16:39:57-08:00", 851_042_397_000),
            // Leap seconds, from RFC 3339 section 5.8.
            ("1990-12-31T23:59:60Z", 662_688_000_000), ("1990-12-31T15:59:60-08:00", 662_688_000_000),
        ])
    func readable(text: String, milliseconds: Int64) {
        #expect(TimestampText.parse(text)?.milliseconds == milliseconds)
    }

    @Test(
        "what is no RFC 3339 time is not read",
        arguments: [
            "", "2023", "2023-11-14", "2023-11-14T22:13Z", "2023-11-14T22:13:20", "2023-11-14T22:13:20.Z",
            "2023-11-14T24:00:00Z", "2023-11-14T22:60:00Z", "2023-11-14T22:13:61Z", "2023-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z", "2023-13-01T00:00:00Z", "2023-00-01T00:00:00Z", "2023-01-00T00:00:00Z",
            "2023-04-31T00:00:00Z", "2023-11-14T22:13:20ZZ", "2023-11-14T22:13:20+1", "2023-11-14T22:13:20+24:00",
            "2023-11-14T22:13:20+01:60", "2023-11-14T22:13:20 Z", " 2023-11-14T22:13:20Z", "23-11-14T22:13:20Z",
            "+2023-11-14T22:13:20Z", "2023-11-14X22:13:20Z", "2023-1-14T22:13:20Z", "1990-12-31T12:00:60Z",
            "٢٠٢٣-11-14T22:13:20Z",
        ])
    func unreadable(text: String) {
        #expect(TimestampText.parse(text) == nil)
    }
}
