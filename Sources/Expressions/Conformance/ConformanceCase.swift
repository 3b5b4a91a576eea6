/// What came of one row of a file of cases.
public struct CaseResult: Sendable {
    /// Whether the value, the error or the deduced type was the expected one.
    public let ok: Bool
    /// The value as tagged JSON, such as `{"int":"4"}`; `{"error":"..."}` for an error.
    public let value: String
    /// Why it is not ok; empty when it is.
    public let message: String
}

/// One row of a file of cases: an expression, what it is evaluated with, and what must come of it.
public struct ConformanceCase: Sendable {
    public let expression: String
    let environment: Environment
    let slots: [Value]
    let isUnchecked: Bool
    let isCheckedOnly: Bool
    /// Nil when any error is expected.
    let expected: Value?
    let deducedType: ValueType?

    /// Evaluates a row: a JSON object with `expr`, and if need be `bindings`, `declare`, `container` and `flags`
    /// (`disable_check`, `check_only`), and `expected` (a tagged value), `error` (any error will do) or `deduced_type`.
    /// A line that is no row fails.
    public static func run(line: String) -> CaseResult {
        run(line: line, foldsConstants: true)
    }

    static func run(line: String, foldsConstants: Bool) -> CaseResult {
        do throws(JSONError) {
            guard let row = ConformanceCase(try JSONReader.read(line)) else {
                return CaseResult(ok: false, value: "null", message: "the row needs expr, and expected or error")
            }
            return row.run(foldsConstants: foldsConstants)
        } catch {
            return CaseResult(ok: false, value: "null", message: "the row is no JSON: \(error)")
        }
    }

    init?(_ row: JSONValue) {
        guard let text = row["expr"]?.text else { return nil }
        expression = text
        var flags: [String] = []
        if case .array(let names)? = row["flags"] { flags = names.compactMap(\.text) }
        isUnchecked = flags.contains("disable_check")
        isCheckedOnly = flags.contains("check_only")
        deducedType = row["deduced_type"]?.text.flatMap { ValueType(notation: $0) }
        if let tagged = row["expected"] {
            guard let value = TaggedValue.read(tagged) else { return nil }
            expected = value
        } else {
            guard row["error"] != nil || isCheckedOnly else { return nil }
            expected = nil
        }
        var environment = Environment()
        environment.container = row["container"]?.text ?? ""
        var slots: [Value] = []
        guard ConformanceCase.declare(row, &environment, &slots) else { return nil }
        self.environment = environment
        self.slots = slots
    }

    /// A variable that is declared and not bound has no value; one that is bound and not declared has any type.
    private static func declare(_ row: JSONValue, _ environment: inout Environment, _ slots: inout [Value]) -> Bool {
        var positions: [String: Int] = [:]
        if case .object(let declarations)? = row["declare"] {
            for declaration in declarations {
                let (name, type) = (declaration.name, declaration.value)
                environment.declare(name, type.text.flatMap { ValueType(notation: $0) } ?? .dyn, slot: slots.count)
                positions[name] = slots.count
                slots.append(.error(.noValue))
            }
        }
        guard case .object(let bindings)? = row["bindings"] else { return true }
        for binding in bindings {
            let name = binding.name
            guard let value = TaggedValue.read(binding.value) else { return false }
            if let position = positions[name] {
                slots[position] = value
            } else {
                environment.declare(name, .dyn, slot: slots.count)
                slots.append(value)
            }
        }
        return true
    }

    private func run(foldsConstants: Bool) -> CaseResult {
        let checked: CheckedExpression
        do {
            let parsed = try Parser().parse(expression)
            checked = try Checker(environment, strictness: isUnchecked ? .unchecked : .strict).check(parsed)
        } catch {
            return outcome(nil, "{\"error\":\(JSONWriter.quoted("\(error)"))}")
        }
        if let deducedType, checked.type != deducedType {
            let message = "the type is \(checked.type), not \(deducedType)"
            return CaseResult(ok: false, value: "{\"type\":\"\(checked.type)\"}", message: message)
        }
        if isCheckedOnly { return CaseResult(ok: true, value: "{\"type\":\"\(checked.type)\"}", message: "") }
        let program = Program(checked, foldsConstants: foldsConstants)
        let value = slots.withUnsafeBufferPointer { program.evaluate($0) }
        return outcome(value, JSONWriter.write(value, .tagged))
    }

    private func outcome(_ value: Value?, _ text: String) -> CaseResult {
        let isError = if case .error? = value { true } else { value == nil }
        guard let expected else {
            return CaseResult(ok: isError, value: text, message: isError ? "" : "an error was expected")
        }
        let ok = !isError && value.map { TaggedValue.matches($0, expected: expected) } == true
        return CaseResult(
            ok: ok, value: text, message: ok ? "" : "\(JSONWriter.write(expected, .tagged)) was expected")
    }
}
