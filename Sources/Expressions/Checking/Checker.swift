/// Resolves names and checks types before anything is evaluated.
public struct Checker: Sendable {
    public enum Strictness: Sendable {
        /// Undeclared names and types that do not fit are problems.
        case strict
        /// Undeclared names are problems of the evaluation, as they are absorbed by `||`; types are checked.
        case undeclaredIsDynamic
        /// Nothing is a problem before evaluation.
        case unchecked
    }

    public let environment: Environment
    public let strictness: Strictness

    public init(_ environment: Environment, strictness: Strictness = .strict) {
        self.environment = environment
        self.strictness = strictness
    }

    /// Throws all problems at once. With `expecting`, a result of another type is a problem too.
    public func check(
        _ expression: Expression, expecting expected: ValueType? = nil
    ) throws(CheckError) -> CheckedExpression {
        var state = CheckerState(environment: environment, strictness: strictness)
        let root = state.resolve(expression)
        if let expected { state.expect(expected, root, expression) }
        guard state.problems.isEmpty else {
            throw CheckError(problems: state.problems.sorted { $0.offset < $1.offset })
        }
        return CheckedExpression(
            root: Resolved(root.kind, state.types.close(root.type)), localCount: state.localCount,
            zoneOffset: environment.zoneOffset)
    }
}

/// One run of the checker.
struct CheckerState {
    struct Local {
        let name: String
        let type: ValueType
        let index: Int
    }

    let environment: Environment
    let strictness: Checker.Strictness
    var types = TypeVariables()
    var problems: [Problem] = []
    var scope: [Local] = []
    var localCount = 0

    init(environment: Environment, strictness: Checker.Strictness) {
        self.environment = environment
        self.strictness = strictness
    }

    mutating func resolve(_ expression: Expression) -> Resolved {
        switch expression.kind {
        case .literal(let value): return Resolved(.constant(value), value.staticType)
        case .identifier, .select: return resolveSelection(expression)
        case .has(let operand, let field, let optional):
            let resolved = resolve(operand)
            _ = fieldType(of: resolved, field: field, at: expression.offset)
            return Resolved(.has(resolved, field: field, optional: optional), .bool)
        case .index(let operand, let key, let optional):
            let arguments = [resolve(operand), resolve(key)]
            return call(optional ? "[?]" : "[]", arguments, expressions: [operand, key], at: expression.offset)
        case .unary(let symbol, let operand): return resolveUnary(symbol, operand, at: expression.offset)
        case .binary(let symbol, let left, let right):
            return resolveBinary(symbol, left, right, at: expression.offset)
        case .conditional(let condition, let then, let otherwise):
            return resolveConditional(condition, then, otherwise, at: expression.offset)
        case .call: return resolveCall(expression)
        case .list(let elements): return resolveList(elements)
        case .map(let entries): return resolveMap(entries)
        case .message(let type, _):
            return refuse(
                .unknownFunction, at: expression.offset,
                "there are no messages here, so no type \(MessageText.quoted(type))",
                mend: "write a map: {\"field\": value}")
        case .comprehension(let comprehension): return resolve(comprehension, at: expression.offset)
        case .binding(let variable, let value, let body):
            let resolvedValue = resolve(value)
            let local = open(variable, resolvedValue.type)
            defer { close(1) }
            let resolvedBody = resolve(body)
            return Resolved(.binding(local: local, value: resolvedValue, body: resolvedBody), resolvedBody.type)
        case .optionalMap(let target, let variable, let body, let flat):
            return resolveOptionalMap(target, variable, body, flat: flat, at: expression.offset)
        }
    }

    // MARK: Problems

    mutating func report(at offset: Int, _ message: String, mend: String = "") {
        guard strictness != .unchecked else { return }
        problems.append(Problem(offset: offset, message: message, mend: mend))
    }

    /// Reports, and stands in with a node that fails when it is evaluated, of a type that causes no second report.
    mutating func refuse(_ error: EvaluationError, at offset: Int, _ message: String, mend: String = "") -> Resolved {
        report(at: offset, message, mend: mend)
        return Resolved(.failure(error), .dyn)
    }

    mutating func expect(_ type: ValueType, _ resolved: Resolved, _ expression: Expression) {
        let found = types.resolve(resolved.type)
        guard !types.assign([found], to: [type]) else { return }
        let mend = type == .bool ? Mend.condition(found, expression) : Mend.conversion(found, to: type, expression)
        report(
            at: expression.offset, "this is \(Mend.article(types.close(found))), not \(Mend.article(type))", mend: mend)
    }

    // MARK: Local variables

    mutating func open(_ name: String, _ type: ValueType) -> Int {
        let index = scope.count
        scope.append(Local(name: name, type: type, index: index))
        localCount = max(localCount, scope.count)
        return index
    }

    mutating func close(_ count: Int) { scope.removeLast(count) }

    func local(_ name: String) -> Local? { scope.last { $0.name == name } }
}
