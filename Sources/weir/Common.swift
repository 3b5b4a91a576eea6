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

/// How a service's log is written.
struct LogOptions: ParsableArguments {
    @Option(name: .long, help: "Of the log on standard error: text, or json, one object a line.")
    var logFormat = OutputFormat.text

    func logger(_ label: String) -> Logger {
        switch logFormat {
        case .text: Logger.make(label)
        case .json: Logger.make(label, form: .json)
        }
    }
}

extension Logger {
    static func make(_ label: String, level: Level = .info, form: LogOutput.Form = .text) -> Logger {
        var logger = Logger(label: label) { LogOutput(label: $0, form: form) }
        logger.logLevel = level
        return logger
    }
}
