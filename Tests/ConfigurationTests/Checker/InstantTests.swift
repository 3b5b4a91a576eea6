import Testing

/// What is true for an instant only is never seen to begin, to last or to end.
@Suite struct InstantTests {
    static let operators: [Row] = [
        Row(
            "becomes", "rules:\n  r: {when: becomes(becomes(running))}\n",
            "9:21: error: 'becomes(running)' is true for an instant only, which 'becomes' never sees begin or end; write becomes(running) alone"
        ),
        Row(
            "changed", "rules:\n  r: {when: changed(becomes(running))}\n",
            "9:21: error: 'becomes(running)' is true for an instant only, which 'changed' never sees begin or end; write becomes(running) alone"
        ),
        Row(
            "unchanged", "rules:\n  r: {when: \"unchanged(changed(temperature), 10m)\"}\n",
            "9:24: error: 'changed(temperature)' is true for an instant only, which 'unchanged' never sees begin or end; write changed(temperature) alone"
        ),
        Row(
            "a part of a condition", "rules:\n  r: {when: \"becomes(becomes(running) && temperature > 5.0)\"}\n",
            "9:39: error: 'becomes(running)' is true for an instant only, which 'becomes' never sees begin or end; write what lasts into becomes()"
        ),
        Row(
            "a rule that is an instant", "rules:\n  a: {when: becomes(running)}\n  b: {when: becomes(a.raised)}\n",
            "10:23: error: 'a.raised' is true for an instant only, which 'becomes' never sees begin or end; write a.raised alone"
        ),
        Row("how often in an hour", "rules:\n  r: {when: \"count(becomes(running), 1h) > 5.0\"}\n"),
        Row("an edge of what lasts", "rules:\n  a: {when: running}\n  b: {when: becomes(a.raised)}\n"),
    ]

    static let others: [Row] = [
        Row(
            "a derived value", "derive: {d: becomes(running)}\nrules:\n  r: {when: d}\n",
            "8:13: error: 'becomes(running)' is true for an instant only, and a derived value would keep it; write becomes(running) into the rules that need it"
        ),
        Row(
            "a derived number", "derive: {d: \"changed(temperature) ? 1.0 : 0.0\"}\nrules:\n  r: {when: d > 0.5}\n",
            "8:14: error: 'changed(temperature)' is true for an instant only, and a derived value would keep it; write changed(temperature) into the rules that need it"
        ),
        Row(
            "an interlock", "actuators:\n  fan: {mqtt: {topic: f}, safe: false, interlock: becomes(running)}\n",
            "9:51: error: 'becomes(running)' is true for an instant only, so it cannot guard; write what lasts"),
        Row(
            "what inhibits",
            "rules:\n  a: {when: becomes(running)}\n  b: {when: temperature > 5.0, inhibited_by: [a]}\n",
            "10:46: error: the rule 'a' is raised for an instant only, so it inhibits nothing; name what lasts"),
        Row(
            "for", "rules:\n  a: {when: \"becomes(running) && temperature > 5.0\", for: 5s}\n",
            "9:59: error: an edge does not last, so 'for' would never be over; remove 'for'"),
        Row(
            "for of a rule that is an instant",
            "rules:\n  a: {when: becomes(running)}\n  b: {when: a.raised, for: 5s}\n",
            "10:28: error: an edge does not last, so 'for' would never be over; remove 'for'"),
        Row(
            "keep", "rules:\n  a: {when: becomes(running), keep: 5s}\n",
            "9:3: error: an edge does not last: there is nothing to keep or to repeat; remove 'keep' and 'every'"),
    ]

    @Test("an edge of an edge is an error", arguments: operators)
    func checkOperators(row: Row) throws {
        let found = try mistakes(adding: row.text)
        #expect(found == row.lines(in: "devices/pump.yaml"))
    }

    @Test("what needs something that lasts does not take an instant", arguments: others)
    func checkOthers(row: Row) throws {
        let found = try mistakes(adding: row.text)
        #expect(found == row.lines(in: "devices/pump.yaml"))
    }
}
