internal import Documents
internal import Expressions

/// Parses, checks and compiles the expressions of a file, and puts every problem where it stands in the file.
struct ExpressionCompiler {
    let diagnostics: Diagnostics

    func parse(_ written: WrittenText) -> Written? {
        do throws(ParseError) {
            return Written(expression: try Parser(options: .dialect).parse(written.text), text: written)
        } catch {
            report(error.problem, in: written)
            return nil
        }
    }

    /// - Parameter expected: the type the result must have; nil for any that can be a value.
    func compile(
        _ expression: Expression, _ written: WrittenText, environment: Expressions.Environment, expected: ValueType?
    ) -> Program? {
        do throws(CheckError) {
            return Program(try Checker(environment).check(expression, expecting: expected))
        } catch {
            for problem in error.problems { report(problem, in: written) }
            return nil
        }
    }

    func report(_ problem: Problem, in written: WrittenText) {
        diagnostics.add(diagnostic(.error, problem, in: written))
    }

    func warn(_ problem: Problem, in written: WrittenText) {
        diagnostics.add(diagnostic(.warning, problem, in: written))
    }

    private func diagnostic(
        _ severity: Diagnostic.Severity, _ problem: Problem, in written: WrittenText
    ) -> Diagnostic {
        // Problems count bytes, marks count scalars.
        let before = written.text.utf8.prefix(problem.offset)
        let offset = String(decoding: Array(before), as: UTF8.self).unicodeScalars.count
        return Diagnostic(
            severity: severity, mark: written.mark(at: offset), message: written.context(at: offset) + problem.message,
            mend: problem.mend.isEmpty ? nil : problem.mend)
    }
}
