/// Conditions that ask for states, windows over what is computed, and what is said of what did not happen.
extension LanguageCases {
    static let states = [
        LanguageCase(
            "first edges",
            """
            rules:
              hot: {when: "a > 80.0"}
              edge: {when: becomes(hot.raised)}
              change: {when: changed(hot.raised)}
              either: {when: "becomes(hot.raised || q)"}
              twice: {pattern: [{start: becomes(hot.raised)}], within: 1m}
              counted: {when: "count(becomes(hot.raised), 1m) >= 1.0"}
              dry: {after: becomes(hot.raised), expect: "a > 100.0", within: 5s}
            tests:
              "nothing was raised before":
                given: {a: 20.0, q: false}
                steps:
                  - {at: 10s, a: 90.0, expect: {event: [hot, edge, change, either, twice, counted]}}
                  - {at: 15s, expect: {event: dry}}
            """),
        LanguageCase(
            "standing",
            """
            context: {night: {schedule: "22:00-06:00", zone: UTC}}
            parameters: {armed: true}
            rules:
              dark: {when: night, set: {lamp: true}}
              quiet: {when: "!hot.raised && armed"}
              settled: {when: "night && armed", for: 10s}
              hot: {when: "a > 80.0"}
              dusk: {when: becomes(night)}
            actuators: {lamp: {mqtt: {topic: lamp}, safe: false}}
            tests:
              "a state is judged at the start, and not only at its next change; an edge is none":
                start: "2026-11-20T23:00:00Z"
                steps:
                  - {at: 1s, expect: {raised: [dark, quiet], event: [dark, quiet], no_event: dusk, lamp: true}}
                  - {at: 9999ms, expect: {no_event: settled}}
                  - {at: 10s, expect: {event: settled}}
                  - {at: 11s, a: 81.0, expect: {event: hot, cleared: quiet}}
                  - {at: 12s, a: 10.0, expect: {event: quiet, cleared: hot}}
              "a signal never seen neither raises nor clears":
                start: "2026-11-20T12:00:00Z"
                steps:
                  - {at: 1s, expect: {raised: [quiet], no_event: hot, lamp: false}}
            """),
        LanguageCase(
            "samples",
            """
            signals: {a: {deadband: 5.0}}
            derive: {d: "a * 2.0", n: "count(d, 10s)", m: "mean(d, 10s)", w: "time_weighted_mean(a, 10s)", k: "distinct(s, 10s)"}
            summaries: {ten: {every: 10s, of: {d: [mean]}}}
            tests:
              "each reading is a sample of what is made of it, whether it changes or not":
                start: "2026-11-21T00:00:00Z"
                steps:
                  - {at: 1s, a: 10.0, expect: {n: 1, m: 20.0}}
                  - {at: 2s, a: 10.0, expect: {n: 2}}
                  - {at: 3s, a: 11.0, expect: {n: 3, m: 20.0}}
                  - {at: 4s, a: 40.0, expect: {n: 4, m: 35.0}}
                  - {at: 10s, expect: {summary: {ten: {d: {mean: 35, count: 4}}}}}
              "what held at the window's start counts in a time-weighted mean":
                steps:
                  - {at: 1s, a: 10.0, expect: {w: 10.0}}
                  - {at: 6s, a: 20.0, expect: {w: 10.0}}
                  - {at: 13s, a: 30.0, expect: {w: 17.0}}
                  - {at: 30s, expect: {w: 30.0}}
              "different texts are counted":
                steps:
                  - {at: 1s, s: eco, expect: {k: 1}}
                  - {at: 2s, s: full, expect: {k: 2}}
                  - {at: 3s, s: eco, expect: {k: 2}}
                  - {at: 12s, expect: {k: 1}}
            """),
        LanguageCase(
            "silences",
            """
            rules:
              lost: {pattern: [{not: "a > 1.0", for: 10s}]}
              restless: {pattern: [{not: "a > 1.0", for: 1ms}]}
            tests:
              "silence is told once, until what was missed has come":
                steps:
                  - {at: 1s, a: 2.0}
                  - {at: 11s, expect: {event: lost}}
                  - {at: 60s, a: 0.0, expect: {no_event: lost}}
                  - {at: 200s, expect: {no_events: true}}
                  - {at: 201s, a: 2.0}
                  - {at: 211s, expect: {event: lost}}
                  - {at: 30d, expect: {no_events: true}}
            """),
        LanguageCase(
            "explained",
            """
            rules:
              hot: {when: "a > 80.0", inhibited_by: [service]}
              edge: {when: becomes(q), inhibited_by: [service]}
              service: {when: p}
              flip: {when: "!fan.on && b > 1.0", set: {fan: true}}
            actuators: {fan: {mqtt: {topic: fan}, safe: false}}
            tests:
              "an inhibition says once what it keeps down":
                given: {a: 0.0, p: false, q: false}
                steps:
                  - {at: 1s, p: true}
                  - {at: 2s, a: 81.0, expect: {suppressed: {hot: inhibited}}}
                  - {at: 3s, a: 82.0, expect: {no_events: true}}
                  - {at: 4s, q: true, expect: {suppressed: {edge: inhibited}}}
                  - {at: 5s, p: false, expect: {event: hot}}
              "a rule that undoes its own cause switches once an instant, and again after a second":
                given: {b: 0.0}
                steps:
                  - {at: 1s, b: 2.0, expect: {fan: true, suppressed: {fan: feedback}}}
                  - {at: 1999ms, expect: {fan: true}}
                  - {at: 2s, expect: {fan: false}}
                  - {at: 3s, b: 0.0, expect: {fan: true}}
                  - {at: 5s, expect: {fan: false}}
            """),
        LanguageCase(
            "empty windows",
            """
            summaries: {ten: {every: 10s, emit_empty: true, of: {a: [min, sum]}}, slid: {every: 20s, slide: 10s, emit_empty: true, of: {b: [max]}}}
            tests:
              "a window without a value is told, with a count of nothing":
                start: "2026-11-21T00:00:00Z"
                steps:
                  - {at: 1s, a: 10.0, b: 1.0}
                  - {at: 10s, expect: {summary: {ten: {a: {min: 10, count: 1}}}}}
                  - {at: 20s, expect: {summary: {ten: {a: {count: 0}}}}}
                  - {at: 30s, expect: {summary: {slid: {b: {count: 0}}}}}
            """),
    ]
}
