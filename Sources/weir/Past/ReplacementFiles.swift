internal import ArgumentParser
internal import Configuration
internal import Documents
internal import Glibc

/// Device files that stand for those of the same name, or come to them, while the past is looked at.
struct ReplacementFiles: ParsableArguments {
    @Option(
        name: .long, parsing: .upToNextOption,
        help: "Device files that replace those of the same name, or are added; a directory stands for its files.")
    var rules: [String] = []

    /// The configuration with these files, or the end of the program with all that is wrong.
    func require(_ files: ConfigurationOptions, failing code: ExitCode) throws -> GatewayConfiguration {
        let trust = files.trustAll ? FileTrust.anything : .strict
        let diagnostics = Diagnostics()
        let sources = rules.flatMap { ReplacementFiles.sources($0, trust: trust, diagnostics) }
        let outcome =
            diagnostics.hasErrors
            ? GatewayLoader.Outcome(failed: diagnostics)
            : GatewayLoader(trust: trust).load(directory: files.config, replacing: sources)
        guard let configuration = outcome.configuration else {
            StandardError.write(outcome.diagnostics.text())
            throw code
        }
        return configuration
    }

    private static func sources(_ path: String, trust: FileTrust, _ diagnostics: Diagnostics) -> [SourceFile] {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        let slash = path.lastIndex(of: "/")
        let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
        let folder = slash.map { String(path[..<$0]) } ?? "."
        var status = stat()
        let isDirectory = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
        do throws(FileProblem) {
            let parent = try ConfigurationDirectory(
                path: folder.isEmpty ? "/" : folder, shownPrefix: slash.map { String(path[...$0]) } ?? "", trust: trust)
            let found =
                isDirectory
                ? parent.dropIns(in: name, diagnostics) : parent.file(name, diagnostics).map { [$0] } ?? []
            return found.filter { !FileKind.isTest(path: $0.path) }.map { file in
                let name = file.path.lastIndex(of: "/").map { file.path[file.path.index(after: $0)...] }
                return SourceFile(path: "devices/" + (name ?? file.path[...]), bytes: file.bytes)
            }
        } catch {
            diagnostics.error(error.message, mend: error.mend, at: SourceFile(path: path, bytes: []).start)
            return []
        }
    }
}
