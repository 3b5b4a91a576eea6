/// Refuses settings that no pattern can have.
enum PatternCheck {
    static func check(_ settings: PatternSettings) throws(PatternError) {
        guard settings.maximumPartialMatches > 0, settings.maximumCaptures > 0, settings.withinMilliseconds ?? 1 > 0,
            settings.capturing.allSatisfy({ $0 >= 0 && $0 < conditionLimit })
        else { throw .outOfRange }
        try check(settings.steps)
    }

    /// Conditions are looked up by their number.
    static let conditionLimit = 1 << 16

    private static func check(_ steps: [PatternStep]) throws(PatternError) {
        guard let first = steps.first else { throw .empty }
        if case .forbidden = first.kind { throw .beginsWithNot }
        for step in steps { try check(step) }
    }

    private static func check(_ step: PatternStep) throws(PatternError) {
        let times = step.times
        guard times.minimum >= 1, times.maximum ?? .max >= times.minimum, times.minimum < 1 << 31, isNumber(step.until)
        else { throw .outOfRange }
        guard !(step.every && step.isOptional) else { throw .meaningless }
        switch step.kind {
        case .event(let condition, let name):
            guard isNumber(condition), isNumber(name) else { throw .outOfRange }
        case .forbidden(let condition, _):
            guard isNumber(condition) else { throw .outOfRange }
            guard !step.isOptional, times == .once, !step.every else { throw .meaningless }
        case .absence(let condition, let milliseconds, _):
            guard isNumber(condition), milliseconds > 0 else { throw .outOfRange }
        case .all(let operands):
            try check(operands)
            // Without an operand that something or some time completes, `all` would be complete before it began.
            let hasCompletion = operands.contains { if case .forbidden = $0 { false } else { true } }
            guard hasCompletion else { throw .meaningless }
        case .either(let operands):
            try check(operands)
            let hasForbidden = operands.contains { if case .forbidden = $0 { true } else { false } }
            guard !hasForbidden else { throw .meaningless }
        case .group(let steps):
            try check(steps)
        }
    }

    private static func check(_ operands: [PatternStep.Operand]) throws(PatternError) {
        guard !operands.isEmpty else { throw .empty }
        guard operands.count <= 32 else { throw .tooLarge }
        for operand in operands {
            switch operand {
            case .event(let condition, let name):
                guard isNumber(condition), isNumber(name) else { throw .outOfRange }
            case .forbidden(let condition):
                guard isNumber(condition) else { throw .outOfRange }
            case .absence(let condition, let milliseconds):
                guard isNumber(condition), milliseconds > 0 else { throw .outOfRange }
            }
        }
    }

    private static func isNumber(_ number: Int?) -> Bool {
        guard let number else { return true }
        return number >= 0 && number < conditionLimit
    }
}
