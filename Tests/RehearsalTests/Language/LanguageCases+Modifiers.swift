/// What holds a rule back, keeps it up, or lets it go.
extension LanguageCases {
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
}
