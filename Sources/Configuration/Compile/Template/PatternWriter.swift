internal import Documents
internal import Engine
internal import Expressions

/// Takes a written pattern apart: its conditions get numbers, its steps names.
struct PatternWriter {
    private(set) var conditions: [Written?] = []
    /// The names of steps, by number; steps without one have numbers of their own.
    private(set) var names: [String?] = []
    private var marks: [Mark] = []
    let expressions: ExpressionCompiler

    init(_ expressions: ExpressionCompiler) {
        self.expressions = expressions
    }

    mutating func steps(_ sections: [PatternStepSection], isWhole: Bool) -> [PatternStep] {
        sections.enumerated().compactMap { index, section in
            step(section, isFirst: index == 0 && isWhole)
        }
    }

    private mutating func step(_ section: PatternStepSection, isFirst: Bool) -> PatternStep? {
        guard let form = section.form else { return nil }
        var step: PatternStep
        switch form {
        case .start(let text):
            if !isFirst { error("'start' is the first step", mend: "write 'then', 'next' or 'any'", at: section.mark) }
            step = PatternStep(.event(condition: add(text), name: name(section)))
        case .then(let text): step = PatternStep(.event(condition: add(text), name: name(section)))
        case .next(let text): step = PatternStep(.event(condition: add(text), name: name(section)), .strict)
        case .any(let text): step = PatternStep(.event(condition: add(text), name: name(section)), .any)
        case .not(let text):
            if let milliseconds = section.forMilliseconds {
                step = PatternStep(.absence(condition: add(text), milliseconds: milliseconds, restarts: true))
            } else {
                step = PatternStep(.forbidden(condition: add(text), directly: false))
            }
        case .all(let operands): step = PatternStep(.all(operands.map { operand($0, section) }))
        case .either(let operands): step = PatternStep(.either(operands.map { operand($0, section) }))
        case .group(let sections): step = PatternStep(.group(steps(sections, isWhole: false)))
        }
        if let times = section.times { step.times = .init(minimum: times.minimum, maximum: times.maximum) }
        step.isOptional = section.isOptional
        step.repeating = section.isConsecutive ? .strict : .relaxed
        step.isGreedy = section.isGreedy
        step.until = section.until.map { add($0) }
        return step
    }

    private mutating func operand(_ section: OperandSection, _ step: PatternStepSection) -> PatternStep.Operand {
        if let not = section.not {
            let condition = add(not)
            return section.forMilliseconds.map { .absence(condition: condition, milliseconds: $0) }
                ?? .forbidden(condition: condition)
        }
        guard let event = section.event else { return .forbidden(condition: 0) }
        return .event(condition: add(event), name: name(step))
    }

    private mutating func add(_ text: WrittenText) -> Int {
        conditions.append(expressions.parse(text))
        return conditions.count - 1
    }

    private mutating func name(_ section: PatternStepSection) -> Int {
        if let name = section.name, let index = names.firstIndex(of: name) { return index }
        names.append(section.name)
        marks.append(section.nameMark)
        return names.count - 1
    }

    private func error(_ message: String, mend: String, at mark: Mark) {
        expressions.diagnostics.error(message, mend: mend, at: mark)
    }
}
