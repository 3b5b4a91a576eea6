extension LanguageCases {
    static let confirmations = [
        LanguageCase(
            "confirmations",
            """
            rules:
              run: {when: p, set: {motor: true}}
              alarm: {when: motor.fault, message: "{device} needs help"}
            actuators: {motor: {mqtt: {topic: cmd, state: q, confirm: 3s}, safe: false, min_on: 1m}}
            tests:
              "an output that does as it is told has no fault":
                given: {p: false, q: false}
                steps:
                  - {at: 1s, p: true, expect: {motor: true}}
                  - {at: 3999ms, q: true, expect: {no_event: motor.fault}}
                  - {at: 2m, p: false, expect: {motor: false}}
                  - {at: 122s, q: false}
                  - {at: 10m, expect: {no_event: motor.fault, raised: []}}
              "one that does not is safe after its time, and tried again only when its claim has dropped":
                given: {p: false, q: false}
                steps:
                  - {at: 1s, p: true, expect: {motor: true}}
                  - {at: 3999ms, expect: {no_event: motor.fault, motor: true}}
                  - {at: 4s, expect: {event: [motor.fault, alarm], motor: false, raised: [run, alarm, motor.fault], suppressed: {motor: fault}, message: m needs help}}
                  - {at: 5m, expect: {motor: false}}
                  - {at: 301s, p: false, expect: {cleared: [run, motor.fault, alarm], motor: false}}
                  - {at: 302s, p: true, expect: {motor: true}}
                  - {at: 303s, q: true, expect: {raised: [run]}}
              "a person who has seen it lets it be tried again":
                given: {p: false, q: false}
                steps:
                  - {at: 1s, p: true}
                  - {at: 4s, expect: {event: motor.fault, motor: false}}
                  - {at: 5s, ack: motor.fault, expect: {cleared: motor.fault, motor: true}}
                  - {at: 7999ms, expect: {motor: true}}
                  - {at: 8s, expect: {event: motor.fault, motor: false}}
              "one that stops by itself, or does not stop, is found out":
                given: {p: false, q: false}
                steps:
                  - {at: 1s, p: true}
                  - {at: 2s, q: true}
                  - {at: 10m, q: false, expect: {motor: true}}
                  - {at: 602s, q: true}
                  - {at: 610s, expect: {no_event: motor.fault, motor: true}}
                  - {at: 611s, p: false, expect: {motor: false}}
                  - {at: 614s, expect: {event: motor.fault, motor: false}}
                  - {at: 615s, q: false, expect: {cleared: motor.fault}}
            """)
    ]
}
