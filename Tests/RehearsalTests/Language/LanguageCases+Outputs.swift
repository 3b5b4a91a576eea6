/// What a rule does: actuators with their guards and groups, summaries, messages.
extension LanguageCases {
    static let outputs = [
        LanguageCase(
            "guards",
            """
            rules:
              run: {when: p, set: {motor: true}}
              pulse: {when: becomes(q), set: {horn: true}, lease: 10s}
              press: {when: becomes(q), set: {door: true}, lease: 300ms}
            actuators:
              motor: {mqtt: {topic: cmd}, safe: false, min_on: 10s, min_off: 20s, max_on: 1m, interlock: "a < 90.0", permissive: "b < 50.0", max_switches: 20/min}
              horn: {mqtt: {topic: horn}, safe: false}
              door: {mqtt: {topic: door}, safe: false}
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
              "a lease of less than a second is a timed pulse":
                given: {a: 0.0, b: 0.0, p: false, q: false}
                steps:
                  - {at: 1s, q: true, expect: {door: true}}
                  - {at: 1299ms, expect: {door: true}}
                  - {at: 1300ms, expect: {door: false}}
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
