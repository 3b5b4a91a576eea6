import Testing

/// What people write who know other languages.
@Suite struct SpellingTests {
    static let spellings: [Row] = [
        Row(
            "a chained comparison", "rules:\n  r: {when: \"5.0 < temperature < 10.0\"}\n",
            "9:32: error: '<' does not compare bool and double; write 5.0 < temperature && temperature < 10.0"),
        Row(
            "a decimal comma", "rules:\n  r: {when: \"temperature > 80,5\"}\n",
            "9:30: error: a decimal comma is not read; write 80.5"),
        Row(
            "a unit", "rules:\n  r: {when: \"temperature > 80 C\"}\n",
            "9:31: error: a number has no unit here; write the number alone, in the signal's unit"),
        Row(
            "a duration with a space", "rules:\n  r: {when: \"age(temperature) > 30 s\"}\n",
            "9:36: error: a number has no unit here; a duration is written 30s"),
        Row(
            "a percent sign", "rules:\n  r: {when: \"temperature > 80%\"}\n",
            "9:30: error: a number has no unit here; write the number alone; '%' is the rest of a division"),
        Row(
            "a name in quotes", "rules:\n  r: {when: \"'temperature' > 80.0\"}\n",
            "9:28: error: '>' does not compare string and double; write temperature without quotes if it is a name"),
        Row(
            "a number in quotes", "rules:\n  r: {when: \"temperature > '80'\"}\n",
            "9:26: error: '>' does not compare double and string; write the number without quotes"),
        Row(
            "a name in braces", "rules:\n  r: {when: \"{temperature} > 80.0\"}\n",
            "9:14: error: braces are for messages and topics; write temperature without them"),
        Row(
            "a text as a number", "rules:\n  r: {when: \"mode > 5.0\"}\n",
            "9:19: error: '>' does not compare string and double; write \"5.0\" for the text, or double(mode)"),
        Row(
            "and", "rules:\n  r: {when: \"temperature > 80.0 and mode == 'x'\"}\n",
            "9:33: error: 'and' is no operator; write &&"),
        Row(
            "not", "rules:\n  r: {when: \"not (mode == 'x')\"}\n",
            "9:14: error: there is no function 'not'; write !(...)"),
        Row(
            "one equals sign", "rules:\n  r: {when: \"mode = 'x'\"}\n",
            "9:19: error: '=' is no operator; write == to compare"),
    ]

    @Test("a spelling of another language is an error with the one of this", arguments: spellings)
    func checkSpellings(row: Row) throws {
        let found = try mistakes(device: Files.machine + row.text)
        #expect(found == row.lines(in: "devices/pump.yaml"))
    }
}
