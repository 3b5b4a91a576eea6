/// A condition or a number without a reference to its program, for those who keep the program and evaluate it with every
/// reading: counting a reference costs more than a comparison. Trivial to copy.
///
/// It must not be used after the last copy of the program is gone.
public struct BorrowedProgram: Sendable {
    // Unsafe for the reason above; whoever makes one keeps the program.
    private unowned(unsafe) let code: Code
    private let highestSlot: Int
    private let hasLocals: Bool

    public init(_ program: Program) {
        code = program.code
        highestSlot = program.code.highestSlot
        hasLocals = program.code.localCount > 0
    }

    /// As that of ``Program``.
    public func evaluateBool(_ slots: UnsafeBufferPointer<Value>) -> Result<Bool, EvaluationError> {
        guard !hasLocals else { return program(.bool).evaluateBool(slots) }
        var evaluator = evaluator(slots)
        do throws(EvaluationError) {
            return .success(try evaluator.bool(evaluator.nodes.count - 1))
        } catch {
            return .failure(error)
        }
    }

    /// As that of ``Program``.
    public func evaluateDouble(_ slots: UnsafeBufferPointer<Value>) -> Result<Double, EvaluationError> {
        guard !hasLocals else { return program(.double).evaluateDouble(slots) }
        var evaluator = evaluator(slots)
        do throws(EvaluationError) {
            return .success(try evaluator.double(evaluator.nodes.count - 1))
        } catch {
            return .failure(error)
        }
    }

    @inline(__always)
    private func evaluator(_ slots: UnsafeBufferPointer<Value>) -> Evaluator {
        precondition(slots.count > highestSlot, "the slots end before the highest one that is read")
        return Evaluator(code: code, nodes: code.nodes, slots: slots, budget: Program.defaultBudget)
    }

    @inline(never)
    private func program(_ type: ValueType) -> Program { Program(code: code, type: type) }
}
