extension ParserState {
    private static let comprehensions: [String: Comprehension.Kind] = [
        "all": .all, "exists": .exists, "exists_one": .existsOne, "existsOne": .existsOne, "map": .map,
        "filter": .filter, "transformList": .transformList, "transformMap": .transformMap,
    ]

    /// A call, or what it stands for when it is a macro.
    mutating func makeCall(
        _ function: String, target: Expression?, arguments: [Expression], offset: Int
    ) throws(ParseError) -> Expression {
        if let target {
            if let kind = ParserState.comprehensions[function],
                let macro = try comprehension(kind, target: target, arguments: arguments, offset: offset)
            {
                return try make(.comprehension(macro), offset)
            }
            if arguments.count == 2, function == "optMap" || function == "optFlatMap" {
                let variable = try variableName(arguments[0], in: function)
                let flat = function == "optFlatMap"
                return try make(.optionalMap(target, variable: variable, body: arguments[1], flat: flat), offset)
            }
            if function == "bind", arguments.count == 3, case .identifier("cel", _) = target.kind {
                let variable = try variableName(arguments[0], in: "cel.bind")
                return try make(.binding(variable: variable, value: arguments[1], body: arguments[2]), offset)
            }
        } else if function == "has" {
            return try presenceTest(arguments, offset: offset)
        }
        return try make(.call(function: function, target: target, arguments: arguments), offset)
    }

    private mutating func presenceTest(_ arguments: [Expression], offset: Int) throws(ParseError) -> Expression {
        guard arguments.count == 1, case .select(let operand, let field, let optional) = arguments[0].kind else {
            throw ParseError(offset, "has() takes one field of a map", mend: "write has(map.field)")
        }
        return try make(.has(operand, field: field, optional: optional), offset)
    }

    /// Nil when the number of arguments fits no form of the macro, and the call is an ordinary one.
    private func comprehension(
        _ kind: Comprehension.Kind, target: Expression, arguments: [Expression], offset: Int
    ) throws(ParseError) -> Comprehension? {
        let takesTwo = kind == .transformList || kind == .transformMap
        let takesCondition = takesTwo || kind == .map
        switch (kind, arguments.count) {
        case (.map, 2), (.filter, 2), (.all, 2), (.exists, 2), (.existsOne, 2):
            return Comprehension(
                kind, range: target, first: try variableName(arguments[0], in: kind.rawValue), body: arguments[1])
        case (_, 3) where !takesCondition && kind != .filter, (_, 3) where takesTwo:
            let (first, second) = try twoNames(arguments, kind)
            return Comprehension(kind, range: target, first: first, second: second, body: arguments[2])
        case (.map, 3):
            return Comprehension(
                kind, range: target, first: try variableName(arguments[0], in: kind.rawValue),
                condition: arguments[1], body: arguments[2])
        case (_, 4) where takesTwo:
            let (first, second) = try twoNames(arguments, kind)
            return Comprehension(
                kind, range: target, first: first, second: second, condition: arguments[2], body: arguments[3])
        default: return nil
        }
    }

    private func twoNames(_ arguments: [Expression], _ kind: Comprehension.Kind) throws(ParseError) -> (String, String)
    {
        let first = try variableName(arguments[0], in: kind.rawValue)
        let second = try variableName(arguments[1], in: kind.rawValue)
        guard first != second else {
            throw ParseError(
                arguments[1].offset, "both variables are called '\(first)'", mend: "give each its own name")
        }
        return (first, second)
    }

    private func variableName(_ argument: Expression, in macro: String) throws(ParseError) -> String {
        guard case .identifier(let name, false) = argument.kind else {
            throw ParseError(
                argument.offset, "\(macro) needs a bare variable name here", mend: "write \(macro)(x, ...) and use x")
        }
        return name
    }
}
