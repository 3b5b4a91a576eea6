internal import Expressions

extension TemplateCompiler {
    /// A constant argument of a function that remembers.
    func constant(_ argument: Expression, of form: MemoryFunction) throws(Unresolved) -> MemoryFunction.Argument {
        switch argument.kind {
        case .literal(.duration(let nanoseconds)):
            guard nanoseconds >= 1_000_000 else {
                throw Unresolved(
                    argument, "'\(form.rawValue)' has nothing to remember in no time", mend: "write \(form.usage)")
            }
            return .milliseconds(nanoseconds / 1_000_000)
        case .literal(.double(let number)): return try .number(checked(number, argument, of: form))
        case .literal(.int(let number)): return try .number(checked(Double(number), argument, of: form))
        default: throw Unresolved(argument, "a number or a duration is needed here", mend: "write one such as 10m")
        }
    }

    private func checked(
        _ number: Double, _ argument: Expression, of form: MemoryFunction
    ) throws(Unresolved) -> Double {
        guard form == .percentile, !(number > 0 && number < 100) else { return number }
        throw Unresolved(
            argument, "a percentile is above 0 and below 100",
            mend: number == 0 || number == 100
                ? "write \(number == 0 ? "min" : "max")(x, 10m)" : "write 95 or another one")
    }
}
