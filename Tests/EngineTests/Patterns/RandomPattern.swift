import Engine
import Telemetry

/// Patterns and events that collide often: four types of event, few milliseconds apart.
///
/// Conditions 0 to 3 are "of this type", 4 is "of type 0 or 1", and 5 is "of the same type as the last captured event".
enum RandomPattern {
    static func holds(_ condition: Int, type: Int, lastCaptured: Int?) -> Bool {
        switch condition {
        case 0...3: type == condition
        case 4: type < 2
        default: type == lastCaptured
        }
    }

    static func events(_ count: Int, using generator: inout some RandomNumberGenerator) -> [NaivePattern.Event] {
        var time: Int64 = 0
        return (0..<count).map { _ in
            time += Int64.random(in: 0...4, using: &generator)
            return NaivePattern.Event(time: time, type: Int.random(in: 0..<4, using: &generator))
        }
    }

    /// - Parameter isPlain: only what the naive reference knows.
    static func settings(isPlain: Bool, using generator: inout some RandomNumberGenerator) -> PatternSettings {
        var settings = PatternSettings(steps: [])
        var loops = 2
        // The reference knows no absence at the start, so what comes first may not be left out where there are absences.
        let hasAbsences = !isPlain || Bool.random(using: &generator)
        let count = Int.random(in: 1...4, using: &generator)
        for index in 0..<count {
            settings.steps.append(
                step(
                    isPlain: isPlain, hasAbsences: hasAbsences, isFirst: index == 0, depth: 0, loops: &loops,
                    using: &generator))
        }
        settings.capturing = [5]
        let isTimed = Bool.random(using: &generator)
        if isTimed { settings.withinMilliseconds = Int64.random(in: 4...20, using: &generator) }
        if isTimed, Int.random(in: 0..<4, using: &generator) == 0 { settings.withinScope = .eachStep }
        settings.skip = [.none, .none, .toNext, .pastLast].randomElement(using: &generator)!
        settings.maximumPartialMatches = 100_000
        if !isPlain {
            settings.skip = [settings.skip, .toFirst(name: 1), .toLast(name: 0)].randomElement(using: &generator)!
            settings.arming = [nil, .once, .whenIdle, .always].randomElement(using: &generator)!
            settings.reporting = [.atOnce, .inOrderOfStart].randomElement(using: &generator)!
            settings.maximumPartialMatches = [3, 256].randomElement(using: &generator)!
            settings.maximumCaptures = [2, 64].randomElement(using: &generator)!
        }
        return settings
    }

    private static func step(
        isPlain: Bool, hasAbsences: Bool, isFirst: Bool, depth: Int, loops: inout Int,
        using generator: inout some RandomNumberGenerator
    ) -> PatternStep {
        func condition(_ generator: inout some RandomNumberGenerator) -> Int {
            Int.random(in: 0..<(isFirst ? 5 : 6), using: &generator)
        }
        let number = condition(&generator)
        let contiguity = [PatternStep.Contiguity.strict, .relaxed, .any].randomElement(using: &generator)!
        var step: PatternStep
        switch Int.random(in: 0..<12, using: &generator) {
        case 0 where !isFirst, 1 where !isFirst:
            return PatternStep(.forbidden(condition: number, directly: Bool.random(using: &generator)))
        case 2 where hasAbsences && (!isFirst || !isPlain):
            let milliseconds = Int64.random(in: 1...6, using: &generator)
            step = PatternStep(
                .absence(condition: number, milliseconds: milliseconds, restarts: Bool.random(using: &generator)),
                contiguity)
            if !isPlain { step.every = Int.random(in: 0..<4, using: &generator) == 0 }
            return step
        case 3 where depth < 2:
            let count = Int.random(in: 1...2, using: &generator)
            var steps: [PatternStep] = []
            for index in 0..<count {
                let isFirst = isFirst || index == 0
                steps.append(
                    self.step(
                        isPlain: isPlain, hasAbsences: hasAbsences, isFirst: isFirst, depth: depth + 1, loops: &loops,
                        using: &generator))
            }
            step = PatternStep(.group(steps), contiguity)
            if !isPlain { step.every = Int.random(in: 0..<4, using: &generator) == 0 }
        case 4 where !isPlain, 5 where !isPlain:
            let isAll = Bool.random(using: &generator)
            let operands = (0..<Int.random(in: 1...3, using: &generator)).map { index -> PatternStep.Operand in
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: .absence(condition: index, milliseconds: Int64.random(in: 1...6, using: &generator))
                case 1 where isAll && index > 0: .forbidden(condition: condition(&generator))
                default: .event(condition: condition(&generator), name: Int.random(in: 0..<3, using: &generator))
                }
            }
            let hasCompletion = operands.contains { if case .forbidden = $0 { false } else { true } }
            let filled = hasCompletion ? operands : [.event(condition: number, name: 0)]
            step = PatternStep(isAll ? .all(filled) : .either(filled), contiguity)
            step.every = Int.random(in: 0..<4, using: &generator) == 0
            return step
        default:
            step = PatternStep(.event(condition: number, name: Int.random(in: 0..<3, using: &generator)), contiguity)
        }
        let mayBeLeftOut = !step.every && (!isPlain || !hasAbsences || !isFirst)
        if mayBeLeftOut, Int.random(in: 0..<4, using: &generator) == 0 { step.isOptional = true }
        if loops > 0, Int.random(in: 0..<3, using: &generator) == 0 {
            loops -= 1
            let minimum = Int.random(in: 1...2, using: &generator)
            let maximum = [nil, minimum, minimum + 1].randomElement(using: &generator)!
            step.times = .init(minimum: minimum, maximum: maximum)
            step.repeating = [.strict, .relaxed, .any].randomElement(using: &generator)!
            if Int.random(in: 0..<4, using: &generator) == 0 { step.until = condition(&generator) }
        }
        if case .event = step.kind { step.isGreedy = Int.random(in: 0..<4, using: &generator) == 0 }
        return step
    }
}
