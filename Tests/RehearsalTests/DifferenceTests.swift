import Rehearsal
import Testing

/// How two replays of the same past are told apart.
@Suite struct DifferenceTests {
    private func said(_ lines: [String]) throws -> [Said] {
        try lines.compactMap { try Said(line: Array($0.utf8)) }
    }

    private func difference(_ before: [String], _ after: [String], tolerance: Int64 = 600_000) throws
        -> ReplayDifference
    {
        ReplayDifference(from: try said(before), to: try said(after), tolerance: tolerance)
    }

    private static func event(
        _ time: Int, _ state: String = "raised", device: String = "p", name: String = "hot", message: String = "m",
        id: Int = 0
    ) -> String {
        #"{"time":\#(time),"kind":"event","device":"\#(device)","name":"\#(name)","state":"\#(state)","severity":"info","message":"\#(message)","id":"\#(id)"}"#
    }

    @Test("neither the order of lines nor ids make a difference")
    func same() throws {
        let lines = [
            Self.event(1000, id: 1), Self.event(1000, device: "q", id: 2), Self.event(2000, "cleared", id: 3),
            #"{"time":1000,"kind":"command","device":"p","actuator":"fan","value":true,"rule":"hot","priority":4,"id":"9"}"#,
        ]
        let other = [lines[3], Self.event(1000, device: "q"), Self.event(1000), Self.event(2000, "cleared")]
        let difference = try difference(lines, other)
        #expect(difference.isEmpty)
        #expect(difference.text(showing: 5) == "the same: 4 events, commands and summaries on both sides\n")
        #expect(difference.rows.map(\.before) == [1, 1, 2])
    }

    @Test("what is said at another time is the same thing later, within the tolerance, and else two things")
    func moved() throws {
        let before = [Self.event(1000), Self.event(2000, "cleared"), Self.event(900_000)]
        let after = [Self.event(6500), Self.event(2000, "cleared"), Self.event(900_000)]
        #expect(
            try difference(before, after).text(showing: 5) == """
                                  before  after  only before  only after  changed
                event hot raised       2      2            0           0        1

                ~ 1970-01-01T00:00:01.000Z p hot raised: 5.5 s later

                """)
        let rows = try difference(before, after, tolerance: 5000).rows.filter { $0.onlyBefore > 0 }
        #expect(rows.map(\.onlyBefore) == [1] && rows.map(\.onlyAfter) == [1])
    }

    @Test("other contents at the same time are a change, and say what")
    func contents() throws {
        let text = try difference([Self.event(1000)], [Self.event(1000, message: "n")]).text(showing: 5)
        #expect(text.hasSuffix("\n~ 1970-01-01T00:00:01.000Z p hot raised: message 'm', now 'n'\n"))
        let summary =
            #"{"time":60,"kind":"summary","device":"p","name":"s","from":0,"to":60,"signals":{"t":{"mean":1.5}}}"#
        let other = summary.replacing("1.5", with: "2")
        #expect(
            try difference([summary], [other]).text(showing: 5).hasSuffix(
                "p s: signals 't {mean 1.5}', now 't {mean 2}'\n"))
    }

    @Test("what stands on one side only is shown with its words, in the order of time, and the rest is counted")
    func sides() throws {
        let difference = try difference(
            [Self.event(3000, name: "a", message: "x")],
            [Self.event(1000, name: "b", message: "y"), Self.event(5000, name: "c")])
        let lines = difference.text(showing: 2).split(separator: "\n")
        #expect(
            lines.suffix(3) == [
                "+ 1970-01-01T00:00:01.000Z p b raised: y", "- 1970-01-01T00:00:03.000Z p a raised: x", "and 1 more",
            ])
        let json = String(decoding: difference.json, as: UTF8.self)
        #expect(
            json.hasPrefix(#"{"same":false,"rows":[{"kind":"event","name":"a","state":"raised","before":1,"after":0,"#))
        #expect(json.contains(#"{"change":"only_before","before":{"time":3000,"#))
    }

    @Test("what was held back is not compared; a line that is no output is refused")
    func lines() throws {
        let held = #"{"time":1,"kind":"suppressed","device":"p","actuator":"fan","reason":"min_off"}"#
        #expect(try difference([held], []).isEmpty)
        for line in ["{", "[]", #"{"time":1}"#, #"{"kind":"event","device":"p"}"#] {
            #expect(throws: Said.Failure.self) { try Said(line: Array(line.utf8)) }
        }
    }
}
