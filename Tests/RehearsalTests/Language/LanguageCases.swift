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
            tests:
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

    static let modifiers = [
        LanguageCase(
            "gates",
            """
            rules:
              cool: {when: "a > 80.0", cooldown: 10s}
              often: {when: becomes(p), limit: 2/min}
              again: {when: "b > 1.0", every: 1m}
            tests:
              "within the cooldown a condition waits, and is raised after it":
                steps:
                  - {at: 1s, a: 81.0, expect: {event: cool}}
                  - {at: 2s, a: 70.0, expect: {cleared: cool}}
                  - {at: 3s, a: 81.0, expect: {no_event: cool, raised: []}}
                  - {at: 11s, expect: {event: cool}}
              "what is over before the cooldown is was never raised":
                steps:
                  - {at: 1s, a: 81.0}
                  - {at: 2s, a: 70.0}
                  - {at: 3s, a: 81.0}
                  - {at: 4s, a: 70.0, expect: {event: cool, cleared: cool}}
                  - {at: 1m, expect: {no_events: true}}
              "so many in a time":
                steps:
                  - {at: 1s, p: false}
                  - {at: 2s, p: true, expect: {event: often}}
                  - {at: 3s, p: false}
                  - {at: 4s, p: true, expect: {event: often}}
                  - {at: 5s, p: false}
                  - {at: 6s, p: true, expect: {no_event: often}}
                  - {at: 70s, p: false}
                  - {at: 71s, p: true, expect: {event: often}}
              "told again and again while it lasts":
                steps:
                  - {at: 1s, b: 2.0, expect: {event: again}}
                  - {at: 60s, expect: {no_event: again}}
                  - {at: 61s, expect: {event: again}}
                  - {at: 62s, b: 0.0, expect: {cleared: again}}
                  - {at: 200s, expect: {no_events: true}}
            """),
        LanguageCase(
            "inhibition",
            """
            context: {maintenance: {mqtt: site/maintenance, max: 1h}}
            rules:
              hot: {when: "a > 80.0", for: 5s, inhibited_by: [maintenance]}
              muted: {when: "a > 80.0", inhibited_by: [maintenance], inhibit: mute}
            tests:
              "for begins when the inhibition ends, and what is muted is told then":
                given: {a: 0.0}
                steps:
                  - {at: 1s, topic: site/maintenance, payload: "true"}
                  - {at: 2s, a: 81.0}
                  - {at: 20s, expect: {no_events: true}}
                  - {at: 21s, topic: site/maintenance, payload: "false", expect: {event: muted}}
                  - {at: 25999ms, expect: {no_event: hot}}
                  - {at: 26s, expect: {event: hot}}
              "what was told holds no longer than it may":
                given: {a: 0.0}
                steps:
                  - {at: 1s, topic: site/maintenance, payload: "true"}
                  - {at: 2s, a: 81.0}
                  - {at: 3600999ms, expect: {no_events: true}}
                  - {at: 3601s, expect: {event: muted}}
            """),
        LanguageCase(
            "night",
            """
            context: {night: {schedule: "22:00-06:00", zone: Europe/Oslo}, shift: {cron: "0 8 * * mon-fri", for: 8h, zone: Europe/Oslo}}
            rules: {late: {when: "night && p"}, early: {when: "shift && p"}}
            tests:
              "by the clock of its zone":
                start: "2026-11-20T20:59:00Z"
                given: {p: true}
                steps:
                  - {at: 59999ms, expect: {no_event: late}}
                  - {at: 60s, expect: {event: late}}
                  - {at: 28860s, expect: {cleared: late}}
              "on working days":
                start: "2026-11-20T06:59:00Z"
                given: {p: true}
                steps:
                  - {at: 1m, expect: {event: early}}
                  - {at: 28860s, expect: {cleared: early}}
                  - {at: 87000s, expect: {no_event: early}}
            """),
        LanguageCase(
            "latches",
            """
            rules:
              stop: {when: "a > 80.0", latch: until_ack, set: {motor: false}, priority: 2}
              go: {when: p, set: {motor: true}, priority: 1}
            actuators: {motor: {mqtt: {topic: cmd}, safe: false, rest: true}}
            tests:
              "only a person clears it, and no claim beats it":
                given: {a: 0.0, p: false}
                steps:
                  - {at: 1s, expect: {motor: true}}
                  - {at: 2s, a: 81.0, expect: {event: stop, motor: false}}
                  - {at: 3s, a: 0.0, expect: {raised: [stop], motor: false}}
                  - {at: 4s, p: true, expect: {motor: false, suppressed: {motor: latch}}}
                  - {at: 5s, set: {motor: true}, expect: {motor: false}}
                  - {at: 6s, p: false, ack: stop, expect: {cleared: stop, motor: true}}
              "acknowledged before its cause is gone it clears with it":
                given: {a: 0.0, p: false}
                steps:
                  - {at: 1s, a: 81.0, expect: {event: stop}}
                  - {at: 2s, ack: stop, expect: {raised: [stop], motor: false}}
                  - {at: 3s, a: 0.0, expect: {cleared: stop, motor: true}}
            """),
    ]

    static let outputs = [
        LanguageCase(
            "guards",
            """
            rules:
              run: {when: p, set: {motor: true}}
              pulse: {when: becomes(q), set: {horn: true}, lease: 10s}
            actuators:
              motor: {mqtt: {topic: cmd}, safe: false, min_on: 10s, min_off: 20s, max_on: 1m, interlock: "a < 90.0", permissive: "b < 50.0", max_switches: 20/min}
              horn: {mqtt: {topic: horn}, safe: false}
            tests:
              "minimum times hold a change back, and it comes then":
                given: {a: 0.0, b: 0.0, p: false, q: false}
                steps:
                  - {at: 1s, p: true, expect: {motor: true}}
                  - {at: 2s, p: false, expect: {motor: true}}
                  - {at: 11s, expect: {motor: false}}
                  - {at: 12s, p: true, expect: {motor: false, suppressed: {motor: min_off}}}
                  - {at: 31s, expect: {motor: true}}
              "an interlock trips at once, a permissive only keeps from starting":
                given: {a: 0.0, b: 0.0, p: false, q: false}
                steps:
                  - {at: 1s, p: true, expect: {motor: true}}
                  - {at: 2s, b: 60.0, expect: {motor: true}}
                  - {at: 3s, a: 95.0, expect: {motor: false, suppressed: {motor: interlock}}}
                  - {at: 40s, a: 0.0, expect: {motor: false, suppressed: {motor: permissive}}}
                  - {at: 41s, b: 0.0, expect: {motor: true}}
              "after max_on the claim must drop first":
                given: {a: 0.0, b: 0.0, p: false, q: false}
                steps:
                  - {at: 1s, p: true, expect: {motor: true}}
                  - {at: 61s, expect: {motor: false, suppressed: {motor: max_on}}}
                  - {at: 200s, p: true, expect: {motor: false}}
                  - {at: 201s, p: false}
                  - {at: 202s, p: true, expect: {motor: true}}
              "an instant's setting lasts for its lease":
                given: {a: 0.0, b: 0.0, p: false, q: false}
                steps:
                  - {at: 1s, q: true, expect: {event: pulse, horn: true}}
                  - {at: 10999ms, expect: {horn: true}}
                  - {at: 11s, expect: {horn: false}}
              "a person's override beats rules of less right, and ends":
                given: {a: 0.0, b: 0.0, p: false, q: false}
                steps:
                  - {at: 1s, set: {horn: true}, for: 1m, expect: {horn: true}}
                  - {at: 60999ms, expect: {horn: true}}
                  - {at: 61s, expect: {horn: false}}
            """),
        LanguageCase(
            "rings",
            """
            rules: {run: {when: p, set: {x: true, y: true}}}
            actuators:
              x: {mqtt: {topic: x}, safe: false, interlock: "!y.on"}
              y: {mqtt: {topic: y}, safe: false, interlock: "x.on"}
            tests:
              "outputs that contradict one another come to an end":
                given: {p: false}
                steps: [{at: 1s, p: true, expect: {event: run}}, {at: 2s, p: false, expect: {x: false, y: false}}]
            """),
        LanguageCase(
            "freshness",
            """
            signals: {a: {stale: 10s}}
            rules: {run: {when: "a > 1.0", set: {motor: true}}}
            actuators: {motor: {mqtt: {topic: cmd}, safe: false}}
            tests:
              "what nobody measures any more moves nothing":
                steps:
                  - {at: 1s, a: 2.0, expect: {motor: true}}
                  - {at: 11s, expect: {motor: false, raised: [run], suppressed: {motor: stale}}}
                  - {at: 12s, a: 2.0, expect: {motor: true}}
            """),
        LanguageCase(
            "summaries",
            """
            summaries:
              sliding: {every: 10s, slide: 5s, of: {a: [mean]}}
              session: {session: 3s, max: 1m, of: {b: [count, first, last]}}
              three: {count: 3, of: {a: [sum, p50]}}
            tests:
              "windows that overlap":
                start: "2026-11-21T00:00:00Z"
                steps:
                  - {at: 1s, a: 10.0}
                  - {at: 6s, a: 20.0}
                  - {at: 10s, expect: {summary: {sliding: {a: {mean: 15}}}}}
                  - {at: 15s, expect: {summary: {sliding: {a: {mean: 20}}}}}
              "a session ends its gap after its last value":
                steps:
                  - {at: 1s, b: 1.0}
                  - {at: 4s, b: 2.0}
                  - {at: 6999ms, expect: {no_events: true}}
                  - {at: 8s, expect: {summary: {session: {b: {first: 1, last: 2, count: 2}}}}}
              "so many values":
                steps:
                  - {at: 1s, a: 1.0}
                  - {at: 2s, a: 5.0}
                  - {at: 3s, a: 3.0, expect: {summary: {three: {a: {sum: 9, p50: 3}}}}}
            """),
    ]
}
