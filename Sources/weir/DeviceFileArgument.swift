internal import Configuration
internal import Documents
internal import Glibc

/// A device file or a test file named on the command line: looked at alone, under a gateway with defaults.
struct DeviceFileArgument {
    private let folder: String
    private let shownPrefix: String
    private let deviceName: String
    private let testName: String
    /// Whether the test file itself was named.
    private let isTest: Bool

    /// - Parameter path: of `pump.yaml`, with which `pump.test.yaml` beside it is read, or of `pump.test.yaml`.
    init(_ path: String) {
        let slash = path.lastIndex(of: "/")
        let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
        shownPrefix = slash.map { String(path[...$0]) } ?? ""
        let directory = slash.map { String(path[..<$0]) } ?? "."
        folder = directory.isEmpty ? "/" : directory
        isTest = FileKind.isTest(path: name)
        let suffix = isTest ? ".test.yaml" : ".yaml"
        let stem = name.hasSuffix(suffix) ? String(name.dropLast(suffix.count)) : name
        deviceName = isTest ? "\(stem).yaml" : name
        testName = "\(stem).test.yaml"
    }

    func load(trust: FileTrust) -> GatewayLoader.Outcome {
        let diagnostics = Diagnostics()
        do throws(FileProblem) {
            let root = try ConfigurationDirectory(path: folder, shownPrefix: shownPrefix, trust: trust)
            let device = root.file(deviceName, diagnostics)
            let hasTests = isTest || access("\(folder)/\(testName)", F_OK) == 0
            let tests = hasTests ? root.file(testName, diagnostics) : nil
            guard let device, !diagnostics.hasErrors else { return GatewayLoader.Outcome(failed: diagnostics) }
            return GatewayLoader(trust: trust).load(
                deviceFile: device, tests: tests.map { [$0] } ?? [], in: root)
        } catch {
            diagnostics.error(
                error.message, mend: error.mend, at: SourceFile(path: shownPrefix + deviceName, bytes: []).start)
            return GatewayLoader.Outcome(failed: diagnostics)
        }
    }

    /// Whether a test belongs to what was named: where a test file was, the device file's own do not.
    func includes(_ test: DeviceTest) -> Bool { !isTest || FileKind.isTest(path: test.mark.file.path) }
}
