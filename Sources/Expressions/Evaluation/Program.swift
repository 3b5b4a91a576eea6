/// A compiled expression, ready to be evaluated over slots. Evaluation is pure: the same slots give the same value.
public struct Program: Sendable {
    /// Steps an evaluation may take before it fails with `budgetExceeded`: nodes visited in loops, elements and characters
    /// handled. An expression without loops over long data never comes near.
    public static let defaultBudget = 100_000

    let code: Code
    /// The static type of the result.
    public let type: ValueType

    public init(_ checked: CheckedExpression) {
        self.init(checked, foldsConstants: true)
    }

    init(_ checked: CheckedExpression, foldsConstants: Bool) {
        code = Compiler.compile(checked, foldsConstants: foldsConstants)
        type = checked.type
    }

    init(code: Code, type: ValueType) {
        self.code = code
        self.type = type
    }

    /// Parses, checks and compiles at once.
    public static func compile(
        _ text: String, in environment: Environment, options: ParserOptions = .strict, expecting type: ValueType? = nil
    ) throws(CompileError) -> Program {
        let expression: Expression
        do throws(ParseError) {
            expression = try Parser(options: options).parse(text)
        } catch {
            throw .parse(error)
        }
        do throws(CheckError) {
            return Program(try Checker(environment).check(expression, expecting: type))
        } catch {
            throw .check(error)
        }
    }

    /// The slots the expression may read, in rising order: what must change before the value can.
    public var slotsRead: [Int] { code.slotsRead }

    /// The value, or `.error`.
    ///
    /// `slots` must reach beyond the highest of `slotsRead`. A slot that holds `.error` makes what depends on it that error.
    public func evaluate(_ slots: UnsafeBufferPointer<Value>, budget: Int = defaultBudget) -> Value {
        evaluate(slots, budget: budget, root: code.nodes.count - 1)
    }

    func evaluate(_ slots: UnsafeBufferPointer<Value>, budget: Int, root: Int) -> Value {
        let result = run(slots, budget) { (evaluator) throws(EvaluationError) in
            let value = try evaluator.value(root)
            try evaluator.chargeParts(of: value)
            return value
        }
        return switch result {
        case .success(let value): value
        case .failure(let error): .error(error)
        }
    }

    /// Like `evaluate(_:budget:)` for a condition; a value other than a bool is `noSuchOverload`. Allocates nothing when the
    /// expression only compares, calculates and combines numbers and booleans.
    public func evaluateBool(
        _ slots: UnsafeBufferPointer<Value>, budget: Int = defaultBudget
    ) -> Result<Bool, EvaluationError> {
        let root = code.nodes.count - 1
        return run(slots, budget) { (evaluator) throws(EvaluationError) in try evaluator.bool(root) }
    }

    /// Like `evaluate(_:budget:)` for a number; a value other than a double is `noSuchOverload`. Allocates nothing under the
    /// same conditions as `evaluateBool(_:budget:)`.
    public func evaluateDouble(
        _ slots: UnsafeBufferPointer<Value>, budget: Int = defaultBudget
    ) -> Result<Double, EvaluationError> {
        let root = code.nodes.count - 1
        return run(slots, budget) { (evaluator) throws(EvaluationError) in try evaluator.double(root) }
    }

    @inline(__always)
    private func run<Outcome>(
        _ slots: UnsafeBufferPointer<Value>, _ budget: Int,
        _ body: (inout Evaluator) throws(EvaluationError) -> Outcome
    ) -> Result<Outcome, EvaluationError> {
        precondition(slots.count > code.highestSlot, "the slots end before the highest one that is read")
        return withExtendedLifetime(code) {
            var evaluator = Evaluator(code: code, nodes: code.nodes, slots: slots, budget: budget)
            guard code.localCount > 0 else { return outcome(&evaluator, body) }
            return withUnsafeTemporaryAllocation(of: Value.self, capacity: code.localCount) { locals in
                locals.initialize(repeating: .null)
                defer { locals.deinitialize() }
                evaluator.locals = locals.baseAddress
                return outcome(&evaluator, body)
            }
        }
    }

    @inline(__always)
    private func outcome<Outcome>(
        _ evaluator: inout Evaluator, _ body: (inout Evaluator) throws(EvaluationError) -> Outcome
    ) -> Result<Outcome, EvaluationError> {
        do throws(EvaluationError) {
            return .success(try body(&evaluator))
        } catch {
            return .failure(error)
        }
    }
}
