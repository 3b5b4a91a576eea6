import Testing

/// The steps of a pattern and their names.
@Suite struct StepTests {
    static let steps: [Row] = [
        Row(
            "a later step",
            "rules:\n  r: {pattern: [{start: \"temperature > b.temperature\", as: a}, {then: running, as: b}]}\n",
            "9:40: error: the step 'b' has not come yet here; name an earlier step, or the value alone: temperature"),
        Row(
            "the step itself",
            "rules:\n  r: {pattern: [{start: running, as: a}, {then: \"temperature > b.temperature\", as: b}]}\n",
            "9:64: error: the step 'b' has not come yet here; name an earlier step, or the value alone: temperature"),
        Row(
            "one name twice",
            "rules:\n  r: {pattern: [{start: \"temperature > 1.0\", as: a}, {then: \"temperature > a.temperature\", as: a}]}\n",
            "9:96: error: two steps are called 'a' (line 9); give one another name"),
        Row(
            "the name of a signal",
            "rules:\n  r: {pattern: [{start: \"temperature > 1.0\", as: running}, {then: \"temperature > running.temperature\"}]}\n",
            "9:50: error: the name 'running' is taken (line 5); give the step another name"),
        Row(
            "the name of a parameter",
            "parameters: {hot: 1.0}\nrules:\n  r: {pattern: [{start: \"temperature > hot\", as: hot}, {then: running}]}\n",
            "10:50: error: the name 'hot' is taken (line 8); give the step another name"),
        Row(
            "the name of the rule", "rules:\n  r: {pattern: [{start: running, as: r}, {then: temperature > 1.0}]}\n",
            "9:38: error: the name 'r' is taken (line 9); give the step another name"),
        Row(
            "a name of what must not happen",
            "rules:\n  r: {pattern: [{start: running}, {not: temperature > 5.0, as: a}, {then: \"!running\"}]}\n",
            "9:64: error: a name here stands for nothing: what must not happen has no values; remove 'as'"),
        Row(
            "a name of a group",
            "rules:\n  r: {pattern: [{start: running}, {group: [{then: temperature > 5.0}], as: a, times: 2}]}\n",
            "9:76: error: a name here stands for nothing: the values are those of the steps inside; remove 'as'"),
        Row(
            "a skip to no step",
            "rules:\n  r: {pattern: [{start: running, as: a}, {then: temperature > 5.0}], skip: {to_first: b}}\n",
            "9:3: error: no step of the pattern is called 'b'; write 'a'"),
        Row(
            "earlier steps, and the times before",
            "rules:\n  r: {pattern: [{start: running, as: a}, {then: \"temperature > a.temperature\", as: b}, {then: \"temperature > b.temperature || temperature > c.temperature\", as: c, times: 3}]}\n"
        ),
        Row(
            "a pattern told again and again",
            "rules:\n  r: {pattern: [{start: running}, {then: temperature > 1.0}], every: 1h}\n",
            "9:70: error: a pattern is an instant: there is nothing to repeat; remove 'every'"),
    ]

    @Test("a name of a step that cannot mean what is meant is an error", arguments: steps)
    func checkSteps(row: Row) throws {
        let found = try mistakes(adding: row.text)
        #expect(found == row.lines(in: "devices/pump.yaml"))
    }
}
