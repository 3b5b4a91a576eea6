import Configuration
import Engine
import Scoring
import Telemetry
import Testing

@Suite("Scores of device files")
struct ScoreTests {
    private static let detectors = [
        "discord, warmup: 60", "range, warmup: 50", "ewma, warmup: 50", "robust_z, window: 51", "cusum, warmup: 50",
        "page_hinkley, warmup: 50", "seasonal, period: 10, parts: 2, warmup: 2", "drift, warmup: 60, memory: 20",
    ]

    @Test("every detector is silent while it learns, low in health, and 1 or more after a change", arguments: detectors)
    func detector(settings: String) throws {
        var machine = try Machine("scores: {w: {detect: \(settings), of: a}}\nrules: {r: {when: w >= 1.0}}\n")
        var noise = Noise()
        machine.read(at: 0, ["a": 10])
        #expect(machine.value("w") == nil)
        var first: Int64?
        var highest = 0.0
        for second in Int64(1)...200 {
            machine.read(at: second * 1000, ["a": 10 + noise.next()])
            guard let score = machine.number("w") else { continue }
            first = first ?? second
            highest = max(highest, score)
        }
        #expect(try #require(first) > 5)
        var found = false
        for second in Int64(201)...400 {
            machine.read(at: second * 1000, ["a": 25 + noise.next()])
            if (machine.number("w") ?? 0) >= 1 { found = true }
        }
        #expect(found)
        #expect(highest < 25, "healthy rows are not endlessly strange")
    }

    @Test("seasonal takes a day or a week as it is said, in the plant's time, summer time included")
    func seasons() throws {
        func highest(_ settings: String) throws -> (before: Double, after: Double) {
            var machine = try Machine(
                "scores: {w: {detect: seasonal, of: a, \(settings)}}\nrules: {r: {when: w >= 1.0}}\n")
            var noise = Noise()
            var highest = (before: 0.0, after: 0.0)
            // Of 2026 from the fifth of January on; on the 29th of March, at 01:00 UTC, Oslo's summer begins.
            let change = 83 * 24 + 1
            for hour in 0..<(90 * 24) {
                let local = hour + (hour < change ? 1 : 2)
                let isShift = (8..<16).contains(local % 24)
                machine.read(at: Int64(hour) * 3_600_000, ["a": (isShift ? 20 : 5) + noise.next()])
                guard let score = machine.number("w") else { continue }
                if hour < change {
                    highest.before = max(highest.before, score)
                } else {
                    highest.after = max(highest.after, score)
                }
            }
            return highest
        }
        for period in ["1d", "1w", "604800"] {
            let parts = period == "1d" ? 24 : 168
            let local = try highest("period: \(period), parts: \(parts), zone: Europe/Oslo")
            #expect(local.before > 0 && local.before < 1 && local.after > 0 && local.after < 1, "\(period): \(local)")
            let universal = try highest("period: \(period), parts: \(parts)")
            #expect(universal.before < 1 && universal.after > 1, "the positive control, \(period): \(universal)")
        }
    }

    @Test("an alarm says which signal, how far, and since when; learning is visible")
    func explanation() throws {
        var machine = try Machine(
            """
            scores: {w: {detect: cusum, of: [a, b], warmup: 20}}
            derive: {learning: w.learning}
            rules:
              worn:
                when: w >= 1.0
                severity: major
                cooldown: 1h
                message: "{w.signal}: {w.deviation} {w.measure} from {w.expected} since {w.since}"
            """)
        var noise = Noise()
        for second in Int64(0)..<21 {
            #expect(machine.value("learning") == .flag(true) || second > 19)
            machine.read(at: second * 1000, ["a": 5 + noise.next(), "b": 7 + noise.next()])
        }
        #expect(machine.value("learning") == .flag(false))
        var event: Event?
        for second in Int64(21)..<60 where event == nil {
            machine.read(at: second * 1000, ["a": 5 + noise.next(), "b": 9 + noise.next()])
            event = machine.events.first
        }
        let seen = try #require(machine.engine.signals(device: 0).first { $0.name == "w" })
        #expect(seen.explanation.map(\.name) == ["signal", "observed", "expected", "deviation", "measure", "since"])
        #expect(seen.explanation.first?.value == .text("b"))
        let told = try #require(event)
        #expect(told.message?.hasPrefix("b: ") == true)
        #expect(told.message?.contains(" sigmas from ") == true)
        #expect(told.message?.contains("since 2026-01-05T00:00:") == true)
        #expect(
            told.signals.map(\.name) == [
                "w", "w.signal", "w.observed", "w.expected", "w.deviation", "w.measure", "w.since",
            ])
    }

    @Test("an alarm of discord holds for a rule as long as the value stays beyond what was usual")
    func lasting() throws {
        var machine = try Machine(
            """
            scores: {w: {detect: discord, of: a, warmup: 200}}
            rules: {r: {when: w >= 1.0, for: 10s, message: "{w.observed} not {w.expected} since {w.since}"}}

            """)
        var noise = Noise()
        for second in Int64(0)..<300 { machine.read(at: second * 1000, ["a": 10 + noise.next()]) }
        var told: [String] = []
        for second in Int64(300)..<320 {
            machine.read(at: second * 1000, ["a": 25])
            #expect((machine.number("w") ?? 0) >= 1, "second \(second)")
            told += machine.events.compactMap(\.message)
        }
        #expect(told.count == 1)
        #expect(
            told.first?.hasPrefix("25 not 10.9") == true
                && told.first?.hasSuffix("since 2026-01-05T00:05:00.000Z") == true)
        machine.read(at: 320_000, ["a": 10])
        #expect(machine.number("w") == 0)
    }

    @Test("remaining life is in hours, with its bounds, and the horizon where no end is in sight")
    func remainingLife() throws {
        var machine = try Machine(
            """
            scores: {life: {remaining_life: {of: a, threshold: 10, memory: 2d, warmup: 10, horizon: 100d}}}
            derive: {low: life.low, high: life.high}
            rules: {r: {when: life < 48.0}}
            """)
        for hour in Int64(0)..<10 { machine.read(at: hour * 3_600_000, ["a": 1.0]) }
        #expect(machine.number("life") == 2400)
        for hour in Int64(10)..<60 { machine.read(at: hour * 3_600_000, ["a": 1 + 0.1 * Double(hour - 10)]) }
        let life = try #require(machine.number("life"))
        #expect(life > 20 && life < 60)
        #expect(try #require(machine.number("low")) <= life)
        #expect(try #require(machine.number("high")) >= life)
        for hour in Int64(60)..<120 { machine.read(at: hour * 3_600_000, ["a": 1 + 0.1 * Double(hour - 10)]) }
        #expect(machine.number("life") == 0)
    }

    @Test("a row is what a reading brings, once, deadband or not; retained values are no part of it")
    func oncePerReading() throws {
        // The warm-up of 20 rows is over after 20 readings of `a`.
        var machine = try Machine(
            """
            signals: {a: {deadband: 100}}
            scores: {w: {detect: ewma, of: a, warmup: 20}}
            derive: {learning: w.learning, twice: a + b}
            rules: {r: {when: w > 1.0 || twice > 1e9}}
            """)
        for second in Int64(0)..<20 { machine.read(at: second, ["a": 1], retained: true) }
        for second in Int64(20)..<40 { machine.read(at: second, ["b": 1]) }
        for second in Int64(40)..<60 {
            #expect(machine.value("learning") != .flag(false))
            machine.read(at: second, ["a": Double(second % 3), "b": 2])
        }
        machine.read(at: 60, ["a": 1, "b": 2])
        #expect(machine.value("learning") == .flag(false))
        #expect(machine.number("w") != nil)
    }

    @Test("with every, the last value since is judged at whole multiples of it")
    func every() throws {
        var machine = try Machine(
            "scores: {w: {detect: ewma, of: a, warmup: 3, every: 10s}}\nderive: {l: w.learning}\nrules: {r: {when: w > 1.0}}\n"
        )
        for row in Int64(0)..<3 {
            for second in Int64(1)...4 { machine.read(at: row * 10_000 + second * 1000, ["a": Double(second + row)]) }
        }
        machine.pass(to: 29_999)
        #expect(machine.value("l") == .flag(true))
        machine.pass(to: 60_000)
        #expect(machine.value("w") == nil, "nothing came: there is no fourth row")
        machine.read(at: 61_000, ["a": 50])
        #expect(machine.value("w") == nil)
        machine.pass(to: 70_000)
        #expect(machine.number("w") ?? 0 > 1)
    }

    @Test("a score without its signal has no value, and stale, valid and windows know")
    func stale() throws {
        var machine = try Machine(
            """
            signals: {a: {stale: 10s}, w: {stale: 1m}}
            scores: {w: {detect: ewma, of: a, warmup: 5}}
            derive: {gone: stale(w), good: valid(w), average: "mean(w, 1m)"}
            rules: {r: {when: w > 1.0 && average > 0.0}}
            summaries: {s: {every: 1m, of: {w: [max]}}}
            """)
        for second in Int64(0)..<10 { machine.read(at: second * 1000, ["a": Double(second % 2)]) }
        #expect(machine.value("good") == .flag(true))
        #expect(machine.number("average") != nil)
        machine.pass(to: 19_001)
        #expect(machine.value("w") == nil)
        #expect(machine.value("good") == .flag(false))
        machine.pass(to: 70_000)
        #expect(machine.value("gone") == .flag(true))
        #expect(
            machine.records.contains {
                if case .summary(let summary) = $0 { summary.signals.contains { $0.name == "w" } } else { false }
            })
    }

    @Test("a score of a derived value and a score of a score are judged after what they are made of")
    func chained() throws {
        var machine = try Machine(
            """
            derive: {d: a + b}
            scores:
              second: {detect: range, of: first, warmup: 5}
              first: {detect: range, of: d, low: 0, high: 10, warmup: 2}
            rules: {r: {when: second > 1.0}}
            """)
        for second in Int64(0)..<20 { machine.read(at: second, ["a": 2, "b": Double(second % 2)]) }
        #expect(machine.number("first") == 0.4)
        #expect(machine.number("second") != nil)
    }

    @Test("a snapshot after every reading goes on as if there had been none", arguments: detectors + ["multivariate"])
    func snapshots(settings: String) throws {
        let of = settings == "multivariate" ? "[a, b, c], warmup: 40" : "[a, b]"
        let text = """
            scores:
              w: {detect: \(settings), of: \(of)}
              slow: {detect: ewma, of: a, warmup: 5, every: 7s}
              life: {remaining_life: {of: a, threshold: 40, warmup: 5}}
            rules: {r: {when: w > 1.0, message: "{w.signal} {w.since}"}, s: {when: slow > 1.0 && life < 10.0}}
            """
        var straight = try Machine(text)
        var broken = try Machine(text)
        var noise = Noise(7)
        var events = 0
        for second in Int64(0)..<150 {
            let level = second > 100 ? 20.0 : 10
            let values: KeyValuePairs<String, Double?> =
                second % 9 == 4
                ? ["b": noise.next()] : ["a": level + noise.next(), "b": noise.next(), "c": noise.next()]
            straight.read(at: second * 1000, values)
            broken.read(at: second * 1000, values)
            broken = try restored(broken)
            #expect(straight.engine.snapshot() == broken.engine.snapshot())
            events += straight.events.count
        }
        #expect(events > 0, "the control: something is said")
    }

    private func restored(_ machine: Machine) throws -> Machine { try machine.restored() }

    @Test("a reload keeps what was learned while the definition is the same, and begins anew when it is not")
    func reload() throws {
        let text =
            "scores: {w: {detect: ewma, of: a, warmup: 20}}\nderive: {l: w.learning}\nrules: {r: {when: w > 1.0}}\n"
        var machine = try Machine(text)
        for second in Int64(0)..<25 { machine.read(at: second * 1000, ["a": Double(second % 3)]) }
        let other = try Machine("# another day\n" + text + "labels: {hall: b}\n").engine.plan
        var same = try machine.restored(under: other)
        same.read(at: 30_000, ["a": 1])
        #expect(same.number("w") != nil)
        let changed = try Machine(text.replacing("warmup: 20", with: "warmup: 30")).engine.plan
        var anew = try machine.restored(under: changed)
        anew.read(at: 30_000, ["a": 1])
        #expect(anew.value("l") == .flag(true))
    }

    @Test("an actuator waits for what a score is made of, and not for its warm-up")
    func actuators() throws {
        var machine = try Machine(
            """
            scores: {w: {detect: ewma, of: a, warmup: 20}}
            rules: {r: {when: w > 1.0, set: {motor: false}}}
            actuators: {motor: {mqtt: {topic: plant/m/cmd}, safe: false, rest: true}}
            """)
        machine.read(at: 0, ["a": 1])
        #expect(machine.engine.commanded(device: 0) == [true])
    }
}
