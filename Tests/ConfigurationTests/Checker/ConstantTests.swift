import Testing

/// What can never have a value, whatever is measured.
@Suite struct ConstantTests {
    static let functions: [Row] = [
        Row(
            "a pattern with an open group", "rules:\n  r: {when: \"mode.matches('(a')\"}\n",
            "9:27: error: the regular expression '(a' ends too early; close what is open; a sign that stands for itself has \\\\ before it"
        ),
        Row(
            "a pattern that looks ahead", "rules:\n  r: {when: \"matches(mode, 'a(?=b)')\"}\n",
            "9:28: error: the regular expression 'a(?=b)' has a 'b' that means nothing at character 5; close what is open; a sign that stands for itself has \\\\ before it"
        ),
        Row(
            "a pattern that is too large", "rules:\n  r: {when: \"mode.matches('(a{1000}){1000}')\"}\n",
            "9:27: error: the regular expression '(a{1000}){1000}' is too large; write a smaller one"),
        Row(
            "a pattern made of two", "rules:\n  r: {when: \"mode.matches('(a' + 'b')\"}\n",
            "9:32: error: the regular expression '(ab' ends too early; close what is open; a sign that stands for itself has \\\\ before it"
        ),
        Row("a good pattern", "rules:\n  r: {when: \"mode.matches('^(a|b)+$')\"}\n"),
        Row(
            "clamp upside down", "rules:\n  r: {when: \"clamp(temperature, 10, 1) > 5.0\"}\n",
            "9:33: error: the low end of clamp() is above its high end; write clamp(temperature, 1, 10)"),
        Row(
            "clamp upside down by a parameter",
            "parameters: {low: 20.0}\nrules:\n  r: {when: \"clamp(temperature, low, 10) > 5.0\"}\n",
            "10:33: error: the low end of clamp() is above its high end; write clamp(temperature, 10, low)"),
        Row(
            "scale from one number", "rules:\n  r: {when: \"scale(temperature, 4, 4, 0, 100) > 5.0\"}\n",
            "9:36: error: both ends that scale() maps from are 4; write two different ends, such as scale(x, 4, 20, 0, 100)"
        ),
        Row(
            "round to minus one place", "rules:\n  r: {when: \"round(temperature, -1) > 5.0\"}\n",
            "9:33: error: round() has 0 to 15 decimal places; write a whole number"),
        Row(
            "a square root", "rules:\n  r: {when: \"sqrt(-4.0) > temperature\"}\n",
            "9:14: error: 'sqrt(-4.0)' never has a value: value out of range; write another one"),
        Row(
            "an unknown unit", "rules:\n  r: {when: \"convert(temperature, 'Cel', 'degF') > 100.0\"}\n",
            "9:42: error: 'degF' is no UCUM unit; write [degF]"),
        Row(
            "a unit of something else", "rules:\n  r: {when: \"convert(temperature, 'Cel', 'bar') > 100.0\"}\n",
            "9:42: error: Cel and bar measure different things; write a unit of what is in Cel"),
    ]

    static let operators: [Row] = [
        Row(
            "division by zero", "rules:\n  r: {when: \"temperature / 0.0 > 1.0\"}\n",
            "9:26: error: what is divided by zero has no value; write another divisor"),
        Row(
            "division by nothing", "rules:\n  r: {when: \"temperature / (2.0 - 2.0) > 1.0\"}\n",
            "9:26: error: what is divided by zero has no value; write another divisor"),
        Row(
            "the rest of a division by zero", "rules:\n  r: {when: \"int(temperature) % 0 == 1\"}\n",
            "9:31: error: what is divided by zero has no value; write another divisor"),
        Row(
            "a number that is too large", "rules:\n  r: {when: \"9223372036854775807 + 1 > int(temperature)\"}\n",
            "9:34: error: '9223372036854775807 + 1' never has a value: integer overflow; write another one"),
        Row(
            "a list without such an element", "rules:\n  r: {when: \"[1.0, 2.0][2] > temperature\"}\n",
            "9:25: error: the list has 2 elements, numbered from 0; write 0 to 1"),
        Row(
            "a list from the end", "rules:\n  r: {when: \"mode.split(',')[-1] == 'a'\"}\n",
            "9:30: error: elements are numbered from 0; write 0 for the first"),
        Row(
            "a list of what changes", "rules:\n  r: {when: \"[temperature, 1.0][2] > 0.0\"}\n",
            "9:33: error: the list has 2 elements, numbered from 0; write 0 to 1"),
        Row(
            "a map without such a key", "rules:\n  r: {when: \"{'a': 1.0}['b'] > temperature\"}\n",
            "9:25: error: the map has no key \"b\"; write one of \"a\""),
        Row("a map with it", "rules:\n  r: {when: \"{'a': 1.0, 'b': 2.0}['b'] > temperature\"}\n"),
    ]

    static let times: [Row] = [
        Row(
            "a timestamp",
            "rules:\n  r: {when: \"timestamp('yesterday') < timestamp('2026-01-01T00:00:00Z') || mode == 'x'\"}\n",
            "9:24: error: \"yesterday\" is no timestamp; write one such as timestamp(\"2026-01-31T08:00:00Z\")"),
        Row(
            "a duration", "rules:\n  r: {when: \"age(temperature) > duration('long')\"}\n",
            "9:42: error: \"long\" is no duration; write one such as duration(\"90s\")"),
    ]

    static let windows: [Row] = [
        Row(
            "no length", "rules:\n  r: {when: \"mean(temperature, 0s) > 4.0\"}\n",
            "9:32: error: 'mean' has nothing to remember in no time; write mean(x, 10m)"),
        Row(
            "a negative length", "rules:\n  r: {when: \"mean(temperature, -5s) > 4.0\"}\n",
            "9:32: error: 'mean' has nothing to remember in no time; write mean(x, 10m)"),
        Row(
            "a mean of no time", "rules:\n  r: {when: \"ewma(temperature, 0s) > 4.0\"}\n",
            "9:32: error: 'ewma' has nothing to remember in no time; write ewma(x, 1m)"),
        Row(
            "a percentile above 100", "rules:\n  r: {when: \"percentile(temperature, 195, 10m) > 4.0\"}\n",
            "9:38: error: a percentile is above 0 and below 100; write 95 or another one"),
        Row(
            "the percentile 100", "rules:\n  r: {when: \"percentile(temperature, 100, 10m) > 4.0\"}\n",
            "9:38: error: a percentile is above 0 and below 100; write max(x, 10m)"),
        Row(
            "no number", "rules:\n  r: {when: \"percentile(temperature, 'p95', 10m) > 4.0\"}\n",
            "9:38: error: a number or a duration is needed here; write one such as 10m"),
    ]

    @Test("a constant that a function can never take is an error", arguments: functions)
    func checkFunctions(row: Row) throws {
        let found = try mistakes(device: Files.machine + row.text)
        #expect(found == row.lines(in: "devices/pump.yaml"))
    }

    @Test("an operation that never has a value is an error", arguments: operators)
    func checkOperators(row: Row) throws {
        let found = try mistakes(device: Files.machine + row.text)
        #expect(found == row.lines(in: "devices/pump.yaml"))
    }

    @Test("a time that is none is an error", arguments: times)
    func checkTimes(row: Row) throws {
        let found = try mistakes(device: Files.machine + row.text)
        #expect(found == row.lines(in: "devices/pump.yaml"))
    }

    @Test("a window that can hold nothing is an error", arguments: windows)
    func checkWindows(row: Row) throws {
        let found = try mistakes(device: Files.machine + row.text)
        #expect(found == row.lines(in: "devices/pump.yaml"))
    }
}
