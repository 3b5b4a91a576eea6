/// Finds what an expression is worth where it depends on nothing that changes: literals, and names declared with a value.
public struct ConstantFolder: Sendable {
    private let checker: Checker

    /// - Parameter environment: the functions there are, and the names whose values are known.
    public init(_ environment: Environment) {
        checker = Checker(environment)
    }

    /// The value, an error among them; nil where the expression depends on a name without a value, or is none.
    public func value(of expression: Expression) -> Value? {
        switch expression.kind {
        case .literal(let value): return value
        case .identifier, .select:
            if let constant = constant(expression) { return constant }
        default: break
        }
        guard isConstant(expression) else { return nil }
        do throws(CheckError) {
            let program = Program(try checker.check(expression))
            return [].withUnsafeBufferPointer { program.evaluate($0) }
        } catch {
            // It is no expression: the checker says why where it is compiled.
            return nil
        }
    }

    /// Whether a name stands for a value that was declared with it.
    public func isNamedConstant(_ expression: Expression) -> Bool { constant(expression) != nil }

    private func constant(_ expression: Expression) -> Value? {
        guard let name = expression.qualifiedName, case .constant(let value)? = checker.environment.variables[name]
        else {
            return nil
        }
        return value
    }

    private func isConstant(_ expression: Expression) -> Bool {
        if constant(expression) != nil { return true }
        if case .identifier = expression.kind { return false }
        // The variables of a macro may have the names of constants.
        guard expression.kind.boundNames.isEmpty else { return false }
        var isConstant = true
        // A namespace, such as that of `math.abs(x)`, is no operand.
        if case .call(_, let target?, let arguments) = expression.kind, target.qualifiedName == "math" {
            return arguments.allSatisfy(self.isConstant)
        }
        expression.kind.forEachChild { if isConstant, !self.isConstant($0) { isConstant = false } }
        return isConstant
    }
}
