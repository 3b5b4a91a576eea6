extension Evaluator {
    /// Functions of one argument.
    mutating func apply(_ builtin: Builtin, _ argument: Value) throws(EvaluationError) -> Value {
        switch builtin {
        case .negate: return try Arithmetic.negate(argument)
        case .type:
            guard let type = argument.typeName else { throw .noSuchOverload }
            return .type(type)
        case .dyn: return argument
        case .number:
            guard argument.typeName != .string else { throw .noSuchOverload }
            return try Conversion.convert(argument, .double)
        case .bool, .bytes, .double, .duration, .int, .string, .timestamp, .uint:
            return try Conversion.convert(argument, builtin)
        case .size: return .int(try size(argument))
        case .fullYear, .month, .dayOfYear, .dayOfMonth, .date, .dayOfWeek, .hours, .minutes, .seconds, .milliseconds:
            return .int(try TimePart.part(builtin, of: argument, offset: 0))
        case .ceil, .floor, .round, .trunc, .abs, .sign, .sqrt, .isNaN, .isInf, .isFinite, .bitNot:
            return try MathExtension.apply(builtin, argument)
        case .greatest, .least: return try extreme(builtin, argument)
        case .lowerAscii, .upperAscii, .trim, .reverse, .quote:
            guard case .string(let text) = argument else { throw .noSuchOverload }
            try charge(text.utf8.count)
            return .string(StringExtension.apply(builtin, text))
        case .join: return .string(try join(argument, separator: ""))
        case .optionalOf: return .optional(argument)
        case .optionalOfNonZero: return .optional(argument.isZero ? nil : argument)
        case .hasValue:
            guard case .optional(let wrapped) = argument else { throw .noSuchOverload }
            return .bool(wrapped != nil)
        case .value:
            guard case .optional(let wrapped) = argument else { throw .noSuchOverload }
            guard let wrapped else { throw .emptyOptional }
            return wrapped
        case .base64Encode:
            guard case .bytes(let bytes) = argument else { throw .noSuchOverload }
            try charge(bytes.count)
            return .string(Base64.encode(bytes))
        case .base64Decode:
            guard case .string(let text) = argument else { throw .noSuchOverload }
            try charge(text.utf8.count)
            guard let bytes = Base64.decode(text) else { throw .badConversion }
            return .bytes(bytes)
        default: throw .noSuchOverload
        }
    }

    /// Functions of two arguments.
    mutating func apply(_ builtin: Builtin, _ first: Value, _ second: Value) throws(EvaluationError) -> Value {
        switch builtin {
        case .add: return try add(first, second)
        case .subtract, .multiply, .divide, .modulo: return try Arithmetic.apply(builtin, first, second)
        case .equal: return .bool(try equal(first, second))
        case .notEqual: return .bool(!(try equal(first, second)))
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            return .bool(try Value.order(first, second).satisfies(builtin))
        case .contained: return .bool(try contains(second, first))
        case .index: return try index(first, second)
        case .optionalIndex: return try optionalIndex(first, second)
        case .contains, .startsWith, .endsWith: return .bool(try search(builtin, first, second))
        case .matches:
            guard case .string(let text) = first, case .string(let source) = second else { throw .noSuchOverload }
            try charge(source.utf8.count)
            guard let pattern = Pattern(source) else { throw .badPattern }
            return .bool(try matches(text, pattern))
        case .fullYear, .month, .dayOfYear, .dayOfMonth, .date, .dayOfWeek, .hours, .minutes, .seconds, .milliseconds:
            return .int(try timePart(builtin, first, zone: second))
        case .bitAnd, .bitOr, .bitXor, .bitShiftLeft, .bitShiftRight:
            return try MathExtension.apply(builtin, first, second)
        case .greatest, .least: return try extreme(builtin, [first, second])
        case .join:
            guard case .string(let separator) = second else { throw .noSuchOverload }
            return .string(try join(first, separator: separator))
        case .format:
            guard case .string(let format) = first, case .list(let arguments) = second else { throw .noSuchOverload }
            return .string(try Formatting.format(format, arguments, &remaining))
        default: return try apply(builtin, [first, second])
        }
    }

    /// Functions of any other number of arguments.
    mutating func apply(_ builtin: Builtin, _ arguments: [Value]) throws(EvaluationError) -> Value {
        switch builtin {
        case .greatest, .least: return try extreme(builtin, arguments)
        case .optionalNone: return .optional(nil)
        default:
            guard case .string(let text)? = arguments.first else { throw .noSuchOverload }
            try charge(text.utf8.count)
            return try StringExtension.apply(builtin, text, Array(arguments.dropFirst()), &remaining)
        }
    }

    private mutating func extreme(_ builtin: Builtin, _ argument: Value) throws(EvaluationError) -> Value {
        guard case .list(let elements) = argument else { return try extreme(builtin, [argument]) }
        try charge(elements.count)
        return try extreme(builtin, elements)
    }

    /// The greatest or least number; of equals the first.
    private func extreme(_ builtin: Builtin, _ values: [Value]) throws(EvaluationError) -> Value {
        guard var best = values.first, Value.numericOrder(best, .int(0)) != nil else { throw .noSuchOverload }
        for value in values.dropFirst() {
            guard let order = Value.numericOrder(value, best) else { throw .noSuchOverload }
            if order == (builtin == .greatest ? .greater : .less) { best = value }
        }
        return best
    }

    private func timePart(_ builtin: Builtin, _ time: Value, zone: Value) throws(EvaluationError) -> Int64 {
        guard case .timestamp(let seconds, _) = time, case .string(let name) = zone else { throw .noSuchOverload }
        let offset = ZoneTable.fixedOffset(name) ?? code.zoneOffset(name, seconds)
        guard let offset else { throw .unknownTimeZone }
        return try TimePart.part(builtin, of: time, offset: offset)
    }
}
