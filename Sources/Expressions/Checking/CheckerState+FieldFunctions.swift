/// The functions of the field, where the environment has them.
extension CheckerState {
    /// Nil when the name is none of them.
    mutating func resolveFieldFunction(_ name: String, _ arguments: [Expression], at offset: Int) -> Resolved? {
        guard environment.includesFieldFunctions, environment.functions[name] == nil else { return nil }
        let endsInDuration = arguments.last?.writtenDuration != nil
        if let stateful = FieldFunction.stateful(named: name), endsInDuration || FieldFunction.pure(named: name) == nil
        {
            for argument in arguments { _ = resolve(argument) }
            return refuse(
                .unknownFunction, at: offset,
                "\(name)() remembers earlier values, and here is nothing to remember them in",
                mend: "use \(stateful.signatures[0]) in a device file, outside macros such as map()")
        }
        guard let function = FieldFunction.pure(named: name) else { return nil }
        guard function.forms.contains(where: { $0.takes(arguments.count) }) else {
            for argument in arguments { _ = resolve(argument) }
            return refuse(
                .noSuchOverload, at: offset, "\(name)() does not take \(arguments.count) arguments",
                mend: "write \(function.signatures.joined(separator: " or "))")
        }
        if function.units == .conversion { return resolveConversion(arguments, at: offset) }
        if function.units == .dropped { return number(arguments[0], of: name) }
        guard let operation = FieldOperation(name: name) else { return nil }
        let numbers = arguments.map { number($0, of: name) }
        if let failed = numbers.first(where: { if case .failure = $0.kind { true } else { false } }) { return failed }
        // Those that take any number of arguments take them two by two.
        guard operation == .min || operation == .max else {
            return Resolved(.field(operation, numbers), .double)
        }
        return numbers.dropFirst().reduce(numbers[0]) { Resolved(.field(operation, [$0, $1]), .double) }
    }

    /// An argument as a double.
    private mutating func number(_ expression: Expression, of function: String) -> Resolved {
        let resolved = resolve(expression)
        if case .failure = resolved.kind { return resolved }
        switch types.resolve(resolved.type) {
        case .double: return resolved
        case .int, .uint: return Resolved(.builtin(.double, [resolved]), .double)
        case .dyn, .parameter: return Resolved(.builtin(.number, [resolved]), .double)
        case let other:
            return refuse(
                .noSuchOverload, at: expression.offset,
                "\(function)() takes numbers, and this is \(Mend.article(other))",
                mend: other == .string ? "write the number without quotes, or double(...) around it" : "")
        }
    }

    private mutating func resolveConversion(_ arguments: [Expression], at offset: Int) -> Resolved {
        let number = number(arguments[0], of: "convert")
        var codes: [String] = []
        for argument in arguments.dropFirst() {
            guard case .literal(.string(let code)) = argument.kind else {
                report(
                    at: argument.offset, "convert() takes its units written out",
                    mend: "write convert(x, \"Cel\", \"[degF]\")")
                continue
            }
            codes.append(code)
        }
        guard codes.count == 2, let lookUp = environment.unitConversion else {
            if codes.count == 2 { report(at: offset, "there are no units here to convert between") }
            return Resolved(.failure(.noSuchOverload), .dyn)
        }
        if case .failure = number.kind { return number }
        do throws(UnitRefusal) {
            return CheckerState.converted(number, by: try lookUp(codes[0], codes[1]))
        } catch {
            // One byte on is the first of the code: the literal's place is its quote.
            let argument = arguments[error.part == .first ? 1 : 2]
            return refuse(
                .noSuchOverload, at: argument.offset + (error.offset > 0 ? error.offset + 1 : 0), error.message,
                mend: error.mend)
        }
    }

    private static func converted(_ number: Resolved, by conversion: LinearConversion) -> Resolved {
        var result = number
        func apply(_ builtin: Builtin, _ constant: Double, unless neutral: Double) {
            guard constant != neutral else { return }
            result = Resolved(.builtin(builtin, [result, Resolved(.constant(.double(constant)), .double)]), .double)
        }
        apply(.add, conversion.before, unless: 0)
        apply(.multiply, conversion.multiplier, unless: 1)
        apply(.divide, conversion.divisor, unless: 1)
        apply(.add, conversion.after, unless: 0)
        return result
    }
}

extension FieldFunction.Form {
    func takes(_ count: Int) -> Bool { isVariadic ? count >= parameters.count : count == parameters.count }
}
