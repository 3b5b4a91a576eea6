import Documents
import Glibc
import TestSupport

/// Reads a text as `pump.yaml` and gives what people would see, without source lines.
func problems(_ text: String, limits: ReadLimits = ReadLimits()) -> String {
    problems(SourceFile(path: "pump.yaml", text: text), limits: limits)
}

func problems(bytes: [UInt8]) -> String { problems(SourceFile(path: "pump.yaml", bytes: bytes)) }

func problems(_ file: SourceFile, limits: ReadLimits = ReadLimits()) -> String {
    let diagnostics = Diagnostics()
    let root = YAMLReader(limits: limits, diagnostics: diagnostics).read(file)
    precondition(root != nil || diagnostics.hasErrors, "nothing was read and nobody said why")
    return diagnostics.text(showingSource: false)
}

/// The tree of a text without mistakes.
func tree(_ text: String) throws -> Node {
    let diagnostics = Diagnostics()
    let root = YAMLReader(diagnostics: diagnostics).read(SourceFile(path: "pump.yaml", text: text))
    guard let root, !diagnostics.hasErrors else { throw FixtureProblem(words: diagnostics.text()) }
    return root
}

struct FixtureProblem: Error {
    let words: String
}

/// Message and mend of what a parser throws; nil where it accepts.
func refusal(_ parse: () throws(ValueProblem) -> some Any) -> String? {
    do {
        _ = try parse()
        return nil
    } catch {
        return error.mend.map { "\(error.message); \($0)" } ?? error.message
    }
}

extension TemporaryDirectory {
    func write(_ name: String, _ text: String, mode: mode_t = 0o640) throws {
        let full = path + "/" + name
        guard let file = fopen(full, "w") else { throw FixtureProblem(words: "cannot write \(full)") }
        fputs(text, file)
        fclose(file)
        chmod(full, mode)
    }

    func makeDirectory(_ name: String, mode: mode_t = 0o750) {
        mkdir(path + "/" + name, mode)
        // The process's umask has its say in mkdir, not here.
        chmod(path + "/" + name, mode)
    }

    func link(_ name: String, to target: String) { symlink(target, path + "/" + name) }
}
