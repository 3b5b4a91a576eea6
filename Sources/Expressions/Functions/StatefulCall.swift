/// A call of a function with state, such as `mean(temperature, 10m)`, taken apart.
///
/// Such a call can't be compiled as it stands. Whoever owns the state replaces it by a variable:
///
///     let rewritten = try expression.replacingStatefulCalls { call in
///         Expression(.identifier(name: slotName(for: call.text), leadingDot: false), offset: call.offset)
///     }
public struct StatefulCall: Sendable {
    public enum Function: String, Sendable, CaseIterable {
        case rate, delta, changed, becomes, ewma, age, stale, valid
        case mean, min, max, sum, stddev, slope, count, percentile
    }

    public let function: Function
    /// What it watches: a name, or an expression of its own.
    public let operand: Expression
    /// Nanoseconds of the window or of `tau`, above 0; nil for a call without one.
    public let windowNanoseconds: Int64?
    /// 0 to 100; nil for all but `percentile`.
    public let percentage: Double?
    /// UTF-8 bytes from the start of the text to the function's name.
    public let offset: Int
    /// The call in one spelling: calls with the same text may share one state.
    public let text: String
    /// The type of the variable that takes its place.
    public let type: ValueType

    /// Nil when the expression is no call of such a function; `min` and `max` are only with a duration last.
    init?(_ expression: Expression) throws(StatefulCallProblem) {
        guard case .call(let name, nil, let arguments) = expression.kind, let function = Function(rawValue: name),
            let entry = FieldFunction.stateful(named: name)
        else { return nil }
        let isAlsoPure = FieldFunction.pure(named: name) != nil
        if isAlsoPure, arguments.last.map({ StatefulCall.window($0) == nil }) ?? true { return nil }
        guard let form = entry.forms.first(where: { $0.parameters.count == arguments.count }) else {
            throw StatefulCallProblem(
                offset: expression.offset, message: "\(name)() does not take \(arguments.count) arguments",
                mend: "write \(entry.signatures.joined(separator: " or "))")
        }
        var window: Int64?
        var percentage: Double?
        for (argument, parameter) in zip(arguments, form.parameters) {
            switch parameter.kind {
            case .duration: window = try StatefulCall.positiveWindow(argument, of: name)
            case .percentage: percentage = try StatefulCall.percentage(argument)
            default: break
            }
        }
        self.function = function
        operand = arguments[0]
        windowNanoseconds = window
        self.percentage = percentage
        offset = expression.offset
        var words = [operand.description]
        if let percentage { words.append(LiteralText.of(.double(percentage))) }
        if let window { words.append(LiteralText.of(.duration(nanoseconds: window))) }
        text = "\(name)(\(words.joined(separator: ", ")))"
        type = form.result
    }

    /// The nanoseconds of a duration that is written out: `10m`, or `duration("10m")`.
    static func window(_ expression: Expression) -> Int64? {
        switch expression.kind {
        case .literal(.duration(let nanoseconds)): return nanoseconds
        case .call("duration", nil, let arguments):
            guard arguments.count == 1, case .literal(.string(let text)) = arguments[0].kind else { return nil }
            do throws(EvaluationError) {
                return try DurationText.parse(text)
            } catch {
                return nil
            }
        default: return nil
        }
    }

    private static func positiveWindow(_ argument: Expression, of name: String) throws(StatefulCallProblem) -> Int64 {
        guard let window = window(argument), window > 0 else {
            throw StatefulCallProblem(
                offset: argument.offset, message: "\(name)() takes a duration above 0, written out",
                mend: "write \(name)(..., 10m)")
        }
        return window
    }

    private static func percentage(_ argument: Expression) throws(StatefulCallProblem) -> Double {
        let number: Double? =
            switch argument.kind {
            case .literal(.double(let number)): number
            case .literal(.int(let number)): Double(number)
            default: nil
            }
        guard let number, number >= 0, number <= 100 else {
            throw StatefulCallProblem(
                offset: argument.offset, message: "percentile() takes a percentage from 0 to 100, written out",
                mend: "write percentile(x, 95, 1h)")
        }
        return number
    }
}

/// What is wrong with a call, before it is a ``Problem`` among others.
struct StatefulCallProblem: Error {
    let offset: Int
    let message: String
    let mend: String

    var problem: Problem { Problem(offset: offset, message: message, mend: mend) }
}
