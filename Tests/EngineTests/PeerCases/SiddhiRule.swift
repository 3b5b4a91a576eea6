import Engine

/// Siddhi's pattern and sequence expressions, as far as its cases use them, as a pattern of ours.
///
///     sequence = element { ("->" | ",") element } [ "within" time ]
///     element  = [ "every" ] unary { ("and" | "or") unary }
///     unary    = "(" sequence ")" [ "within" time ] | "not" stream [ "for" time ] | [ name "=" ] stream [ count ]
///     count    = "+" | "*" | "?" | "<" [ number ] [ ":" [ number ] ] ">"
///
/// What Siddhi does and our steps say in their own words: without `every` a pattern begins once; a step with a count has
/// one run of events, which takes all that it can, and at the end of the pattern is complete with its least number; in a
/// sequence an absence at the start that is broken is not tried again.
struct SiddhiRule {
    struct NotUnderstood: Error {
        var what: String
    }

    struct Condition {
        var stream: String
        var tests: [Test]
    }

    /// `left` is a field of the event; `right` is a number, a text or a field of an earlier event.
    struct Test {
        var left: String
        var comparison: String
        var right: Operand
    }

    enum Operand {
        case number(Double)
        case text(String)
        case field(name: Int, field: String)
    }

    private(set) var settings: PatternSettings
    private(set) var conditions: [Condition] = []
    private(set) var names: [String] = []
    private var tokens: [String]
    private var position = 0
    private var isSequence = false

    init(_ text: String) throws {
        tokens = Self.tokens(text)
        settings = PatternSettings(steps: [])
        var steps = try sequence()
        guard position == tokens.count else { throw NotUnderstood(what: "\(text) at \(peek ?? "")") }
        // Parentheses around the whole say nothing.
        while steps.count == 1, case .group(let inner) = steps[0].kind, !steps[0].every { steps = inner }
        settings.arming = .once
        if steps[0].every {
            if case .group = steps[0].kind {
            } else {
                settings.arming = .always
                steps[0].every = false
            }
        } else if isSequence, case .absence(let condition, let milliseconds, _) = steps[0].kind {
            steps[0].kind = .absence(condition: condition, milliseconds: milliseconds, restarts: false)
        }
        let last = steps.count - 1
        if steps[last].times != .once { steps[last].times = .exactly(steps[last].times.minimum) }
        settings.steps = steps
        settings.skip = .none
        settings.capturing = Array(conditions.indices)
    }

    func name(_ name: String) -> Int? { names.firstIndex(of: name) }

    // MARK: Grammar

    private mutating func sequence() throws -> [PatternStep] {
        var steps = [try element(.relaxed)]
        while let separator = peek, separator == "->" || separator == "," {
            position += 1
            if separator == "," { isSequence = true }
            steps.append(try element(separator == "," ? .strict : .relaxed))
        }
        try within()
        return steps
    }

    private mutating func within() throws {
        guard take("within") else { return }
        settings.withinMilliseconds = try time()
    }

    private mutating func element(_ contiguity: PatternStep.Contiguity) throws -> PatternStep {
        let every = take("every")
        var operands = [try unary()]
        var word: String?
        while let next = peek, next == "and" || next == "or" {
            guard word == nil || word == next else { throw NotUnderstood(what: "and with or") }
            word = next
            position += 1
            operands.append(try unary())
        }
        var step: PatternStep
        if let word {
            let logical = try operands.map { try operand($0) }
            step = PatternStep(word == "and" ? .all(logical) : .either(logical))
        } else {
            step = operands[0]
        }
        if case .group(let inner) = step.kind, inner.count == 1 { step = inner[0] }
        step.contiguity = contiguity
        step.every = every || step.every
        if case .event = step.kind, step.times != .once {
            step.repeating = contiguity == .strict || isSequence || peek == "," ? .strict : .relaxed
            step.isGreedy = true
        }
        return step
    }

    private mutating func unary() throws -> PatternStep {
        if take("(") {
            let steps = try sequence()
            guard take(")") else { throw NotUnderstood(what: "no closing parenthesis") }
            try within()
            return PatternStep(.group(steps))
        }
        if take("not") {
            let condition = try stream()
            guard take("for") else { return PatternStep(.forbidden(condition: condition, directly: false)) }
            return PatternStep(.absence(condition: condition, milliseconds: try time(), restarts: true))
        }
        var name = "-"
        if position + 1 < tokens.count, tokens[position + 1] == "=" {
            name = tokens[position]
            position += 2
        }
        names.append(name)
        let number = names.count - 1
        var step = PatternStep(.event(condition: try stream(), name: number))
        try count(&step)
        return step
    }

    private func operand(_ step: PatternStep) throws -> PatternStep.Operand {
        switch step.kind {
        case .event(let condition, let name): return .event(condition: condition, name: name)
        case .forbidden(let condition, _): return .forbidden(condition: condition)
        case .absence(let condition, let milliseconds, _):
            return .absence(condition: condition, milliseconds: milliseconds)
        default: throw NotUnderstood(what: "and/or of \(step.kind)")
        }
    }

    private mutating func count(_ step: inout PatternStep) throws {
        if take("+") {
            step.times = .atLeast(1)
        } else if take("*") {
            step.times = .atLeast(1)
            step.isOptional = true
        } else if take("?") {
            step.isOptional = true
        } else if take("<") {
            let minimum = peek.flatMap { Int($0) }
            if minimum != nil { position += 1 }
            var maximum = minimum
            if take(":") {
                maximum = peek.flatMap { Int($0) }
                if maximum != nil { position += 1 }
            }
            guard take(">") else { throw NotUnderstood(what: "count") }
            step.times = .init(minimum: max(1, minimum ?? 1), maximum: maximum)
            step.isOptional = (minimum ?? 0) == 0
        }
    }

    private mutating func time() throws -> Int64 {
        guard let number = peek.flatMap({ Int64($0) }) else { throw NotUnderstood(what: "time \(peek ?? "")") }
        position += 1
        guard let unit = peek else { throw NotUnderstood(what: "time without unit") }
        position += 1
        switch unit {
        case "millisec", "milliseconds", "millisecond": return number
        case "sec", "second", "seconds": return number * 1000
        case "min", "minute", "minutes": return number * 60_000
        default: throw NotUnderstood(what: "unit \(unit)")
        }
    }

    /// - Returns: the number of its condition.
    private mutating func stream() throws -> Int {
        guard let stream = peek else { throw NotUnderstood(what: "no stream") }
        position += 1
        var tests: [Test] = []
        if take("[") {
            repeat { tests.append(try test()) } while take("and")
            guard take("]") else { throw NotUnderstood(what: "filter at \(peek ?? "")") }
        }
        conditions.append(Condition(stream: stream, tests: tests))
        return conditions.count - 1
    }

    private mutating func test() throws -> Test {
        guard position + 2 < tokens.count else { throw NotUnderstood(what: "filter") }
        let left = tokens[position]
        let comparison = tokens[position + 1]
        let right = tokens[position + 2]
        position += 3
        guard ["==", "!=", "<", "<=", ">", ">="].contains(comparison) else { throw NotUnderstood(what: comparison) }
        if let number = Double(right.hasSuffix("f") ? String(right.dropLast()) : right) {
            return Test(left: left, comparison: comparison, right: .number(number))
        }
        if right.hasPrefix("'") {
            return Test(left: left, comparison: comparison, right: .text(String(right.dropFirst().dropLast())))
        }
        let parts = right.split(separator: ".").map(String.init)
        guard parts.count == 2, let name = name(parts[0]) else { throw NotUnderstood(what: "filter on \(right)") }
        return Test(left: left, comparison: comparison, right: .field(name: name, field: parts[1]))
    }

    // MARK: Tokens

    private var peek: String? { position < tokens.count ? tokens[position] : nil }

    private mutating func take(_ token: String) -> Bool {
        guard peek == token else { return false }
        position += 1
        return true
    }

    private static func tokens(_ text: String) -> [String] {
        var tokens: [String] = []
        var rest = Substring(text)
        while let first = rest.first {
            let signs = ["->", "==", "!=", "<=", ">="]
            if first.isWhitespace {
                rest.removeFirst()
            } else if let sign = signs.first(where: { rest.hasPrefix($0) }) {
                tokens.append(sign)
                rest.removeFirst(2)
            } else if first == "'" {
                let end = rest.dropFirst().firstIndex(of: "'") ?? rest.index(before: rest.endIndex)
                tokens.append(String(rest[...end]))
                rest = rest[rest.index(after: end)...]
            } else if first.isLetter || first.isNumber || first == "_" {
                // `1sec` is a number and a unit; `50.0f` and `e1.price` are one word.
                let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
                let digits = word.prefix { $0.isNumber }
                let isJoined = !digits.isEmpty && digits.count < word.count && !word.contains(".")
                tokens.append(String(isJoined ? digits : word))
                rest.removeFirst(isJoined ? digits.count : word.count)
            } else {
                tokens.append(String(first))
                rest.removeFirst()
            }
        }
        return tokens
    }
}
