/// Each feature of the rule language by itself.
enum LanguageCases {
    static let all = memory + triggers + modifiers + outputs + states + confirmations

    static let memory = [
        LanguageCase(
            "windows",
            """
            derive: {m: "mean(a, 10s)", n: "count(a, 10s)", top: "max(a, 10s)", share: "mean(p, 10s)", rise: rate(a)}
            rules: {often: {when: "count(becomes(p), 1m) >= 3.0"}}
            tests:
              "a value counts until it is as old as the window":
                steps:
                  - {at: 1s, a: 10.0, expect: {m: 10.0, n: 1, top: 10.0}}
                  - {at: 6s, a: 20.0, expect: {m: 15.0, n: 2, rise: 2.0}}
                  - {at: 10999ms, expect: {m: 15.0}}
                  - {at: 11s, expect: {m: 20.0, n: 1}}
                  - {at: 16s, expect: {no_value: m, n: 0}}
              "the mean of a boolean is its share of true":
                steps:
                  - {at: 1s, p: true}
                  - {at: 2s, p: false, expect: {share: 0.5}}
              "edges are counted, repeats are not":
                steps:
                  - {at: 1s, p: false}
                  - {at: 2s, p: true}
                  - {at: 3s, p: true}
                  - {at: 4s, p: false}
                  - {at: 5s, p: true, expect: {no_event: often}}
                  - {at: 6s, p: false}
                  - {at: 7s, p: true, expect: {event: often}}
                  - {at: 62s, expect: {cleared: often}}
            """),
        LanguageCase(
            "edges",
            """
            rules:
              up: {when: becomes(p)}
              other: {when: changed(s)}
              jump: {when: "delta(a) > 5.0"}
              chained: {when: "up.raised && a > 0.0"}
            tests:
              "an edge is an instant: told once, never cleared":
                steps:
                  - {at: 1s, p: true, a: 1.0, expect: {no_events: true}}
                  - {at: 2s, p: false, expect: {no_events: true}}
                  - {at: 3s, p: true, expect: {event: [up, chained], raised: []}}
                  - {at: 4s, p: true, expect: {no_events: true}}
              "the first value is no change":
                steps:
                  - {at: 1s, s: eco, expect: {no_events: true}}
                  - {at: 2s, s: eco, expect: {no_events: true}}
                  - {at: 3s, s: full, expect: {event: other}}
              "a difference to the value before":
                steps: [{at: 1s, a: 1.0}, {at: 2s, a: 7.0, expect: {event: jump}}, {at: 3s, a: 8.0, expect: {cleared: jump}}]
            """),
        LanguageCase(
            "ages",
            """
            signals: {a: {stale: 30s, stuck: 20s}}
            rules:
              old: {when: "age(a) > 10s"}
              gone: {when: stale(a)}
              bad: {when: "!valid(a)"}
              dead: {when: stuck(a)}
            tests:
              "silent, old and stuck are three things":
                steps:
                  - {at: 1s, a: 5.0, expect: {no_event: old}}
                  - {at: 11s, expect: {no_event: old}}
                  - {at: 11001ms, expect: {event: old, no_event: gone}}
                  - {at: 12s, a: 5.0, expect: {cleared: old}}
                  - {at: 22s, a: 5.0, expect: {event: dead}}
                  - {at: 23s, a: 6.0, expect: {cleared: dead}}
                  - {at: 53s, expect: {event: [gone, bad]}}
                  - {at: 54s, a: 6.0, expect: {cleared: [gone, bad]}}
            """),
        LanguageCase(
            "filters",
            """
            signals: {a: {unit: Cel, scale: 0.1, offset: -40.0, valid: [-40, 150], spike: {window: 5, sigma: 4}}, b: {smooth: 10s, dedupe: 1m}}
            derive: {c: "convert(a, 'Cel', '[degF]')"}
            rules: {hot: {when: "a > 100.0"}, high: {when: "b > 9.0"}}
            tests:
              "a factor, an offset, a range, and single outliers":
                steps:
                  - {at: 1s, a: 600.0, expect: {a: 20.0, c: 68.0}}
                  - {at: 2s, a: 610.0}
                  - {at: 3s, a: 590.0}
                  - {at: 4s, a: 605.0}
                  - {at: 5s, a: 595.0}
                  - {at: 6s, a: 1500.0, expect: {no_event: hot, a: 19.5}}
                  - {at: 7s, a: 5000.0, expect: {no_event: hot}}
            """),
    ]

    static let triggers = [
        LanguageCase(
            "held",
            """
            rules:
              hot: {when: "a > 80.0", for: 5s, until: "a < 75.0"}
              kept: {when: "b > 1.0", keep: 10s}
            tests:
              "for is inclusive, and hysteresis holds between":
                steps:
                  - {at: 1s, a: 81.0}
                  - {at: 5999ms, expect: {no_event: hot}}
                  - {at: 6s, expect: {event: hot}}
                  - {at: 7s, a: 76.0, expect: {raised: [hot]}}
                  - {at: 8s, a: 74.0, expect: {cleared: hot}}
              "keep is exclusive":
                steps:
                  - {at: 1s, b: 2.0, expect: {event: kept}}
                  - {at: 2s, b: 0.0, expect: {raised: [kept]}}
                  - {at: 11999ms, expect: {raised: [kept]}}
                  - {at: 12s, expect: {cleared: kept}}
              "what comes back in time was never gone":
                steps:
                  - {at: 1s, b: 2.0}
                  - {at: 2s, b: 0.0}
                  - {at: 11s, b: 2.0}
                  - {at: 30s, expect: {raised: [kept], no_event: hot}}
            """),
        LanguageCase(
            "absence",
            """
            rules:
              dry: {after: becomes(p), expect: "a > 0.5", within: 5s}
              silent: {heartbeat: i, within: 1m}
            tests:
              "what does not come in time is missed, at that instant":
                steps:
                  - {at: 1s, p: false, a: 0.0}
                  - {at: 2s, p: true}
                  - {at: 6999ms, expect: {no_event: dry}}
                  - {at: 7s, expect: {event: dry}}
                  - {at: 8s, a: 1.0, expect: {cleared: dry}}
              "what comes in time, or is there, satisfies":
                steps:
                  - {at: 1s, p: false, a: 1.0}
                  - {at: 2s, p: true}
                  - {at: 20s, p: false, a: 0.0}
                  - {at: 21s, p: true}
                  - {at: 24s, p: true}
                  - {at: 25s, a: 1.0}
                  - {at: 40s, expect: {no_events: true}}
              "a heartbeat is armed at the start, and does not repeat":
                steps:
                  - {at: 59999ms, expect: {no_events: true}}
                  - {at: 60s, expect: {event: silent}}
                  - {at: 200s, expect: {no_events: true}}
                  - {at: 201s, s: here, expect: {cleared: silent}}
                  - {at: 261s, expect: {event: silent}}
            """),
        LanguageCase(
            "patterns",
            """
            rules:
              storm: {pattern: [{start: becomes(p)}, {then: becomes(!p)}], times: 2, within: 1m}
              rising: {pattern: [{start: "a > 0.0", as: first}, {next: "a > first.a"}, {next: "a > first.a + 1.0"}]}
              stopped: {pattern: [{start: q}, {not: "b > 0.0", for: 10s}]}
              without: {pattern: [{start: "s == 'begin'"}, {not: "s == 'cancel'"}, {then: "s == 'end'"}], within: 1m}
              leap:
                pattern: [{start: "b > 100.0", as: low}, {next: "b > low.b + 10.0", as: high}]
                message: "from {low.b} to {high.b}, now {b}"
            tests:
              "a message tells what came before":
                steps:
                  - {at: 1s, b: 105.0}
                  - {at: 2s, b: 120.0, expect: {event: leap, message: "from 105 to 120, now 120"}}
                  - {at: 3s, b: 101.5, expect: {no_events: true}}
                  - {at: 4s, b: 130.0, expect: {event: leap, message: "from 101.5 to 130, now 130"}}
              "a sequence, so often, in its time":
                steps:
                  - {at: 1s, p: false}
                  - {at: 2s, p: true}
                  - {at: 3s, p: false}
                  - {at: 4s, p: true, expect: {no_event: storm}}
                  - {at: 5s, p: false, expect: {event: storm}}
              "later steps see what came before":
                steps:
                  - {at: 1s, a: 5.0}
                  - {at: 2s, a: 5.5}
                  - {at: 3s, a: 6.0, expect: {no_event: rising}}
                  - {at: 4s, a: 6.6, expect: {event: rising}}
              "silence in a pattern, up to its instant":
                steps:
                  - {at: 1s, q: true, b: 0.0}
                  - {at: 10999ms, expect: {no_event: stopped}}
                  - {at: 11s, expect: {event: stopped}}
              "what must not come between":
                steps:
                  - {at: 1s, s: begin}
                  - {at: 2s, s: cancel}
                  - {at: 3s, s: end, expect: {no_event: without}}
                  - {at: 4s, s: begin}
                  - {at: 5s, s: other}
                  - {at: 6s, s: end, expect: {event: without}}
            """),
    ]
}
