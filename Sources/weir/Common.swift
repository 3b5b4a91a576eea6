internal import Agent
internal import ArgumentParser
internal import Configuration
internal import Documents
internal import Glibc
internal import Logging

enum StandardError {
    static func write(_ text: String) {
        var text = text
        // There is nowhere left to report a failure to.
        _ = text.withUTF8 { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}

enum StandardOutput {
    /// Writes all of it, or ends the program when nobody reads any more.
    static func write(_ bytes: [UInt8], to descriptor: Int32 = STDOUT_FILENO) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                Glibc.exit(errno == EPIPE ? 0 : 1)
            }
            sent += count
        }
    }

    static func write(_ text: String) { write(Array(text.utf8)) }
}

enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json
}

/// Options that name a configuration.
struct ConfigurationOptions: ParsableArguments {
    @Option(name: .long, help: "The directory with weir.yaml and devices/.")
    var config = "/etc/weir"

    @Flag(name: .long, help: "Believe files that others can write; for looking at somebody's files.")
    var trustAll = false

    /// - Parameter readsLearned: whether detectors begin with what they learned, where a device file says so.
    func load(readsLearned: Bool = true) -> GatewayLoader.Outcome {
        GatewayLoader(trust: trustAll ? .anything : .strict, readsLearned: readsLearned).load(directory: config)
    }

    /// Where the store is, whatever is wrong with the device files; nil where `weir.yaml` does not say.
    func store() -> String? { GatewayLoader(trust: trustAll ? .anything : .strict).store(directory: config) }

    /// The configuration, or the end of the program with all that is wrong.
    func require(
        failing code: ExitCode = ExitStatus.wrong, quiet: Bool = false, readsLearned: Bool = true
    ) throws -> GatewayConfiguration {
        let outcome = load(readsLearned: readsLearned)
        guard let configuration = outcome.configuration else {
            StandardError.write(outcome.diagnostics.text())
            throw code
        }
        if !quiet, outcome.diagnostics.warningCount > 0 { StandardError.write(outcome.diagnostics.text()) }
        return configuration
    }
}

extension Logger {
    static func make(_ label: String, level: Level = .info) -> Logger {
        var logger = Logger(label: label) { LogOutput(label: $0) }
        logger.logLevel = level
        return logger
    }
}

/// Lines of a file or of standard input, one at a time.
struct LineReader {
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false

    /// - Parameter path: nil or `-` for standard input.
    init(path: String?) throws {
        guard let path, path != "-" else {
            descriptor = STDIN_FILENO
            return
        }
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            StandardError.write("error: \(path): \(String(cString: strerror(errno)))\n")
            throw ExitStatus.wrong
        }
    }

    mutating func next() -> [UInt8]? {
        while true {
            if let end = buffer[start...].firstIndex(of: 0x0A) {
                defer { start = end + 1 }
                return Array(buffer[start..<end])
            }
            if isAtEnd {
                guard start < buffer.count else { return nil }
                defer { start = buffer.count }
                return Array(buffer[start...])
            }
            fill()
        }
    }

    private mutating func fill() {
        buffer.removeSubrange(..<start)
        start = 0
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = read(descriptor, &chunk, chunk.count)
        if count <= 0 { isAtEnd = true } else { buffer.append(contentsOf: chunk[..<count]) }
    }
}
