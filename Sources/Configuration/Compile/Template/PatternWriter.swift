internal import Documents
internal import Engine
internal import Expressions

/// Takes a written pattern apart: its conditions get numbers, its steps names.
struct PatternWriter {
    private(set) var conditions: [Written?] = []
    /// The names of steps, by number; steps without one have numbers of their own.
    private(set) var names: [String?] = []
    private(set) var marks: [Mark] = []
    /// Of each condition, the number of the first step that has not come yet when it is asked.
    private(set) var reach: [Int] = []
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
            step = PatternStep(.event(condition: add(text, in: section), name: name(section)))
        case .then(let text): step = PatternStep(.event(condition: add(text, in: section), name: name(section)))
        case .next(let text):
            step = PatternStep(.event(condition: add(text, in: section), name: name(section)), .strict)
        case .any(let text): step = PatternStep(.event(condition: add(text, in: section), name: name(section)), .any)
        case .not(let text):
            refuseName(section, "what must not happen has no values")
            if let milliseconds = section.forMilliseconds {
                step = PatternStep(.absence(condition: add(text), milliseconds: milliseconds, restarts: true))
            } else {
                step = PatternStep(.forbidden(condition: add(text), directly: false))
            }
        case .all(let operands): step = PatternStep(.all(operands.map { operand($0, section) }))
        case .either(let operands): step = PatternStep(.either(operands.map { operand($0, section) }))
        case .group(let sections):
            refuseName(section, "the values are those of the steps inside")
            step = PatternStep(.group(steps(sections, isWhole: false)))
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
        reach.append(names.count)
        return conditions.count - 1
    }

    /// The condition of a step; one that comes several times sees the times before.
    private mutating func add(_ text: WrittenText, in section: PatternStepSection) -> Int {
        let condition = add(text)
        if section.times != nil { reach[condition] += 1 }
        return condition
    }

    private mutating func name(_ section: PatternStepSection) -> Int {
        if let name = section.name, let index = names.firstIndex(of: name) {
            // The parts of `all` and `either` share their step's name.
            if marks[index] != section.nameMark {
                error(
                    "two steps are called '\(name)' (line \(marks[index].line))", mend: "give one another name",
                    at: section.nameMark)
            }
            return index
        }
        names.append(section.name)
        marks.append(section.nameMark)
        return names.count - 1
    }

    private func refuseName(_ section: PatternStepSection, _ reason: String) {
        guard section.name != nil else { return }
        error("a name here stands for nothing: \(reason)", mend: "remove 'as'", at: section.nameMark)
    }

    private func error(_ message: String, mend: String, at mark: Mark) {
        expressions.diagnostics.error(message, mend: mend, at: mark)
    }
}
