internal import Configuration
internal import Documents
internal import Expressions

/// What people write: expressions, YAML and device files. Whatever it is, it is taken or refused with a reason and a
/// place.
enum LanguageTargets {
    // MARK: Expressions

    /// Parsed, written back, checked and evaluated.
    static func expression(_ data: UnsafeRawBufferPointer) {
        let text = String(decoding: data, as: UTF8.self)
        for options in [ParserOptions.strict, .dialect] {
            do throws(ParseError) {
                exercise(try Parser(options: options).parse(text))
            } catch {
                precondition(error.offset >= 0 && error.offset <= text.utf8.count && !error.description.isEmpty)
            }
        }
    }

    private static func exercise(_ expression: Expression) {
        for strictness in [Checker.Strictness.strict, .undeclaredIsDynamic, .unchecked] {
            do throws(CheckError) {
                let checked = try Checker(environment, strictness: strictness).check(expression)
                let program = Program(checked)
                precondition(program.slotsRead.allSatisfy { slots.indices.contains($0) })
                _ = slots.withUnsafeBufferPointer { program.evaluate($0) }
            } catch {
                precondition(!error.problems.isEmpty)
            }
        }
    }

    private static let slots: [Value] = [
        .double(81.5), .bool(true), .int(4), .string("auto"), .error(.noValue), .double(2),
    ]

    private static let environment: Expressions.Environment = {
        var environment = Expressions.Environment()
        let names: [(String, ValueType)] = [
            ("temperature", .double), ("motor.on", .bool), ("starts", .int), ("mode", .string), ("missing", .double),
            ("anything", .dyn),
        ]
        for (slot, name) in names.enumerated() { environment.declare(name.0, name.1, slot: slot) }
        environment.useFieldFunctions()
        return environment
    }()

    // MARK: Files

    /// A tree, or a reason whose place is in the file.
    static func yaml(_ data: UnsafeRawBufferPointer) {
        let diagnostics = Diagnostics()
        let root = YAMLReader(diagnostics: diagnostics).read(SourceFile(path: "x.yaml", bytes: Array(data)))
        precondition(root != nil || diagnostics.hasErrors)
        check(diagnostics, data)
    }

    /// A whole device file, its tests as well.
    static func device(_ data: UnsafeRawBufferPointer) {
        let loader = GatewayLoader(environment: Documents.Environment(["HOST": "localhost"]), trust: .anything)
        let file = SourceFile(path: "x.yaml", bytes: Array(data))
        let outcome = loader.load(deviceFile: file)
        precondition(outcome.configuration != nil || outcome.diagnostics.hasErrors)
        check(outcome.diagnostics, data)
    }

    private static func check(_ diagnostics: Diagnostics, _ data: UnsafeRawBufferPointer) {
        precondition(!diagnostics.hasErrors || !diagnostics.text().isEmpty)
        for entry in diagnostics.entries where entry.mark.file.path == "x.yaml" {
            precondition(entry.mark.line >= 1 && entry.mark.column >= 1 && !entry.message.isEmpty)
        }
    }
}
