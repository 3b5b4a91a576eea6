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
        // Problems count bytes, marks count scalars.
        let offset = written.text.utf8.prefix(problem.offset)
        let scalars = String(decoding: Array(offset), as: UTF8.self).unicodeScalars.count
        diagnostics.error(
            problem.message, mend: problem.mend.isEmpty ? nil : problem.mend, at: written.mark(at: scalars))
    }
}
