import Documents
import Testing

/// F09, F10: values with units say what to write.
struct ValueTests {
    @Test(
        "durations have one unit",
        arguments: [
            ("250ms", 250), ("5s", 5_000), ("10m", 600_000), ("2h", 7_200_000), ("7d", 604_800_000),
            ("1w", 604_800_000),
            ("0ms", 0),
        ])
    func durations(text: String, milliseconds: Int64) throws {
        #expect(try DurationText.milliseconds(text) == milliseconds)
        #expect(try DurationText.milliseconds(DurationText.write(milliseconds: milliseconds)) == milliseconds)
    }

    @Test(
        "F09 F10 other durations are refused with the mend",
        arguments: [
            ("10", "'10' has no unit; write '10s' (the units are ms, s, m, h, d, w)"),
            ("1.5", "'1.5' has no unit; write a duration such as '10s' (the units are ms, s, m, h, d, w)"),
            ("1h30m", "'1h30m' is not written as a duration; write '90m'"),
            ("1.5h", "'1.5h' is not written as a duration; write '90m'"),
            ("10 s", "'10 s' is not written as a duration; write '10s'"),
            ("5min", "'5min' is not written as a duration; write '5m'"),
            ("10S", "'10S' is not written as a duration; write '10s'"),
            ("-5s", "'-5s' is negative; write a duration such as '10s', from zero up"),
            ("1e30 h", "'1e30 h' is not a duration; write a duration such as '10s' (the units are ms, s, m, h, d, w)"),
            ("99999999999999999999d", "'99999999999999999999d' is too large; write at most '36500d'"),
            ("36501d", "'36501d' is too large; write at most '36500d'"),
            ("007s", "'007s' starts with a zero; write '7s'"),
            (
                "12:30:00",
                "'12:30:00' is not a duration; write a duration such as '10s' (the units are ms, s, m, h, d, w)"
            ),
            ("s", "'s' is not a duration; write a duration such as '10s' (the units are ms, s, m, h, d, w)"),
            ("٣s", "'٣s' is not a duration; write a duration such as '10s' (the units are ms, s, m, h, d, w)"),
        ])
    func wrongDurations(text: String, expected: String) {
        #expect(refusal { () throws(ValueProblem) in try DurationText.milliseconds(text) } == expected)
    }

    @Test(
        "sizes count in 1024",
        arguments: [("64KiB", 65_536), ("256MiB", 268_435_456), ("2GiB", 2_147_483_648), ("512B", 512)])
    func sizes(text: String, bytes: Int64) throws {
        #expect(try SizeText.bytes(text) == bytes)
        #expect(SizeText.write(bytes: bytes) == text)
    }

    @Test(
        "F09 other sizes are refused with the mend",
        arguments: [
            ("64", "'64' has no unit; write '64B' (the units are B, KiB, MiB, GiB, TiB)"),
            ("256MB", "'256MB' is not written as a size; write '256MiB'"),
            ("64K", "'64K' is not written as a size; write '64KiB'"),
            ("64 KiB", "'64 KiB' is not written as a size; write '64KiB'"),
            ("0.5GiB", "'0.5GiB' is not written as a size; write '512MiB'"),
            ("9999999TiB", "'9999999TiB' is too large; write at most '1024TiB'"),
            ("-1B", "'-1B' is negative; write a size such as '64KiB', from zero up"),
        ])
    func wrongSizes(text: String, expected: String) {
        #expect(refusal { () throws(ValueProblem) in try SizeText.bytes(text) } == expected)
    }

    @Test(
        "rates",
        arguments: [("200/s", 200, 1_000), ("6/min", 6, 60_000), ("30/h", 30, 3_600_000), ("5/d", 5, 86_400_000)])
    func rates(text: String, count: Int64, span: Int64) throws {
        #expect(try Rate(text) == Rate(count: count, perMilliseconds: span))
        #expect(try Rate(text).description == text)
    }

    @Test(
        "F09 other rates are refused with the mend",
        arguments: [
            ("200", "'200' has no span of time; write '200/s' (the spans are s, min, h, d)"),
            ("6/m", "'6/m' is not written as a rate; write '6/min'"),
            ("6 / min", "'6 / min' is not written as a rate; write '6/min'"),
            (
                "0.5/s",
                "'0.5/s' is not a whole number in a span of time; write a rate such as '200/s' (the spans are s, min, h, d)"
            ),
            ("6/w", "'6/w' has an unknown span of time; write a rate such as '200/s' (the spans are s, min, h, d)"),
            ("9999999999/s", "'9999999999/s' is too large; write at most '1000000000/s'"),
        ])
    func wrongRates(text: String, expected: String) {
        #expect(refusal { () throws(ValueProblem) in try Rate(text) } == expected)
    }

    @Test("quantities have a number, a space and a unit")
    func quantities() throws {
        #expect(try Quantity("30 kW") == Quantity(value: 30, unit: "kW"))
        #expect(try Quantity("-4.5 [degF]") == Quantity(value: -4.5, unit: "[degF]"))
        #expect(
            refusal { () throws(ValueProblem) in try Quantity("30kW") }
                == "'30kW' is not a number with a unit; write '30 kW'")
        #expect(
            refusal { () throws(ValueProblem) in try Quantity("30") }
                == "'30' has no unit; write a number, a space and a unit, such as '30 kW'")
        #expect(refusal { () throws(ValueProblem) in try Quantity("3,5 kW") }?.contains("decimal comma") == true)
    }

    @Test("names are safe in topics, paths and logs")
    func names() {
        let rule = "write 1 to 64 of A-Z a-z 0-9 . _ -"
        #expect(refusal { () throws(ValueProblem) in try NameText.check("plant1-gw3.A_b") } == nil)
        #expect(
            refusal { () throws(ValueProblem) in try NameText.check("../etc") }
                == "the name '../etc' holds '/'; \(rule)")
        #expect(
            refusal { () throws(ValueProblem) in try NameText.check("pumр") } == "the name 'pumр' holds U+0440; \(rule)"
        )
        #expect(
            refusal { () throws(ValueProblem) in try NameText.check("..") }
                == "'..' means a directory, not a name; \(rule)")
        #expect(refusal { () throws(ValueProblem) in try NameText.check("") } == "the name is empty; \(rule)")
        let long = String(repeating: "a", count: 65)
        #expect(refusal { () throws(ValueProblem) in try NameText.check(long) }?.contains("has 65 characters") == true)
    }
}
