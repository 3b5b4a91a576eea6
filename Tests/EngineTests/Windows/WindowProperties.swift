import Engine
import Telemetry
import TestSupport
import Testing

@Suite struct WindowProperties {
    private static func settings(using generator: inout SeededGenerator) -> WindowSettings {
        func random(_ range: ClosedRange<Int64>) -> Int64 { .random(in: range, using: &generator) }
        let kind: WindowSettings.Kind
        switch random(0...5) {
        case 0:
            let size = random(1...12)
            kind = .tumbling(size: size, offset: random(0...size - 1))
        case 1:
            let slide = random(1...6)
            kind = .hopping(size: slide * random(1...4), slide: slide, offset: random(0...slide - 1))
        case 2:
            let slide = random(1...9)
            kind = .hopping(size: random(1...12), slide: slide, offset: random(0...slide - 1))
        case 3: kind = .session(gap: random(1...5))
        case 4: kind = .sliding(size: random(1...12))
        default: kind = .count(size: Int(random(1...6)), slide: Int(random(1...6)))
        }
        let late: WindowSettings.LatePolicy =
            random(0...1) == 0
            ? .drop(grace: random(0...6)) : .update(lateness: random(0...10), keeps: random(0...1) == 0)
        return WindowSettings(kind, late: late, saysEmpty: random(0...3) == 0)
    }

    private static func make(using generator: inout SeededGenerator) -> (WindowSettings, [WindowStep]) {
        (settings(using: &generator), WindowStep.trace(using: &generator))
    }

    @Test("every kind of window says what a naive reference says")
    func reference() {
        OperatorCampaign.run("windows and their reference", make: Self.make) { settings, steps in
            var naive = NaiveWindows(settings)
            for step in steps { naive.take(step) }
            return Campaign.difference(naive.said, try WindowRun(settings, steps).said)
        }
    }

    @Test("restored after every step, windows go on to say the same")
    func snapshots() {
        OperatorCampaign.run("windows restored", make: Self.make) { settings, steps in
            let whole = try WindowRun(settings, steps)
            let restored = try WindowRun(settings, steps, restores: true)
            return Campaign.difference(whole.said, restored.said)
                ?? (whole.bytes == restored.bytes ? nil : "other bytes")
        }
    }

    @Test("finer ticks of time change nothing")
    func ticks() {
        OperatorCampaign.run("windows and ticks", make: Self.make) { settings, steps in
            var finer: [WindowStep] = []
            var latest: Int64?
            for step in steps {
                if case .time(let time) = step {
                    for tick in stride(from: latest ?? time, to: time, by: 1) { finer.append(.time(tick)) }
                    latest = max(latest ?? time, time)
                }
                finer.append(step)
            }
            return Campaign.difference(try WindowRun(settings, steps).said, try WindowRun(settings, finer).said)
        }
    }

    @Test("shifting all times by a multiple of the slide shifts the windows")
    func shift() {
        OperatorCampaign.run("windows shifted", make: Self.make) { settings, steps in
            // A multiple of every slide there is in the settings: 1 to 12.
            let shift: Int64 = 27_720 * 7_000_001
            let shifted = try WindowRun(settings, steps.map { $0.shifted(by: shift) }, shift: shift)
            return Campaign.difference(try WindowRun(settings, steps).said, shifted.said)
        }
    }

    @Test("damaged bytes of a snapshot are refused or taken, and never trap")
    func damage() {
        OperatorCampaign.run("windows damaged") { generator in
            let (settings, steps) = Self.make(using: &generator)
            return ((settings, generator.next()), steps)
        } property: { made, steps in
            let (settings, seed) = made
            var generator = SeededGenerator(seed)
            let bytes = try WindowRun(settings, steps).bytes
            try Damage.attempt(bytes, using: &generator) { reader in
                var windows = try Windows(from: &reader, settings: settings, empty: ListContents())
                var closed: [ClosedWindow<ListContents>] = []
                _ = windows.deadline()
                for step in steps.prefix(8) {
                    switch step {
                    case .element(let name, let time):
                        _ = windows.add(name, at: .init(milliseconds: time), into: &closed)
                    case .time(let time): windows.advance(to: .init(milliseconds: time + 100), into: &closed)
                    }
                }
            }
            return nil
        }
    }
}
