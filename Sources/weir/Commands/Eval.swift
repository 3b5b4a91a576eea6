internal import ArgumentParser
internal import Configuration
internal import Expressions
internal import Telemetry

struct Eval: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Evaluates an expression, or a file of cases.")

    @Option(name: .long, help: "Values by name, a JSON object; numbers are doubles.")
    var bindings: String?

    @Option(name: .long, help: "A JSON-lines file of cases; - for standard input.")
    var cases: String?

    @Option(name: .long, help: "text (the value as JSON), or json (one object, and for cases one at the end, too).")
    var format = OutputFormat.text

    @Argument(
        parsing: .allUnrecognized,
        help: ArgumentHelp(
            "The expression, in quotes. One that is taken for an option goes after --.", valueName: "expression"))
    var words: [String] = []

    private var expression: String? { words.last }

    func validate() throws {
        guard words.filter({ $0 != "--" }).count <= 1 else {
            throw ValidationError("there is more than one expression here: \(words.joined(separator: " and "))")
        }
    }

    func run() throws {
        if let cases {
            guard expression == nil, bindings == nil else {
                throw ValidationError("--cases goes without an expression and bindings")
            }
            return try evaluate(cases: cases)
        }
        guard let expression else { throw ValidationError("write an expression, or --cases FILE") }
        try evaluate(expression)
    }

    private func evaluate(_ expression: String) throws {
        do {
            var values = try bindings.map { text in try Bindings(json: text) } ?? Bindings()
            values.environment.useFieldFunctions()
            let result = try values.evaluate(expression)
            if case .error(let error) = result {
                StandardError.write("error: \(error)\n")
                throw ExitStatus.wrong
            }
            StandardOutput.write(format == .json ? "{\"value\":\(result.json)}\n" : result.json + "\n")
        } catch let code as ExitCode {
            throw code
        } catch {
            StandardError.write("error: \(error)\n")
            throw ExitStatus.wrong
        }
    }

    private func evaluate(cases path: String) throws {
        var lines = try LineReader(path: path)
        var number = 0
        var passed = 0
        var failed = 0
        while let line = lines.next() {
            number += 1
            let text = String(decoding: line, as: UTF8.self)
            if text.allSatisfy({ $0 == " " || $0 == "\r" }) { continue }
            let result = ConformanceCase.run(line: text)
            if result.ok { passed += 1 } else { failed += 1 }
            var json = Telemetry.JSONWriter()
            json.beginObject()
            json.field("line", number)
            json.field("ok", result.ok)
            json.key("value")
            json.raw(result.value.isEmpty ? Array("null".utf8) : Array(result.value.utf8))
            if !result.ok { json.field("message", result.message) }
            json.endObject()
            json.newline()
            StandardOutput.write(json.bytes)
        }
        StandardOutput.write(
            format == .json
                ? "{\"passed\":\(passed),\"failed\":\(failed)}\n" : "\(passed) passed, \(failed) failed\n")
        if failed > 0 { throw ExitStatus.wrong }
    }
}
