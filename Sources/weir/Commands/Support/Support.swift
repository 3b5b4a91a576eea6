internal import Agent
internal import ArgumentParser
internal import Configuration
internal import Decoding
internal import Documents
internal import Glibc
internal import Telemetry

struct Support: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Collects what somebody who helps needs to know, without secrets, in one file.",
        discussion: """
            The file is a tar archive of texts, to be looked through before it is passed on: the version and the system,
            the effective configuration with secrets hidden, what is wrong with the files, how the gateway is, its
            metrics, what weir doctor finds, and the last lines of the log. What sensors said stays out.
            """)

    @OptionGroup var gateway: RunningGateway

    @Flag(
        name: .long,
        help: "Also the present values of all signals, the last events, and what log lines show of messages.")
    var readings = false

    @Option(name: .long, help: "How many of the log's last lines.")
    var lines = 2000

    @Argument(help: "The file to write; it must not exist yet.", completion: .file(extensions: ["tar"]))
    var file: String

    func run() throws {
        try ArchiveWords.saying {
            let archive = try ArchiveWriter(path: file)
            for (name, text) in collect() { try archive.add(name, Array(text.utf8)) }
            try archive.finish()
            StandardOutput.write("\(file): look through it before you pass it on\n")
        }
    }

    private func collect() -> [(name: String, text: String)] {
        let outcome = gateway.files.load(readsLearned: false)
        let redactor = Redactor(
            directories: [gateway.files.config + "/secrets", Environment.process["CREDENTIALS_DIRECTORY"]]
                .compactMap(\.self), keepsReadings: readings)
        var texts: [(name: String, text: String)] = [
            ("version.txt", "weir \(Weir.configuration.version)\n"),
            ("system.txt", SupportFacts.system()),
            ("check.txt", outcome.diagnostics.text()),
            ("log.txt", SupportFacts.log(lines: lines)),
        ]
        if let configuration = outcome.configuration {
            texts.append(("configuration.yaml", ShownValue(configuration).yaml()))
            let findings = Doctor(configuration: configuration).examine()
            texts.append(("doctor.txt", findings.map { $0.line + "\n" }.joined()))
        }
        texts += asked()
        return texts.map { ($0.name, redactor.redacted($0.text)) }
    }

    /// What a running gateway says of itself.
    private func asked() -> [(name: String, text: String)] {
        guard let client = ControlClient.connect(path: gateway.socket()) else {
            return [("status.json", "\"no gateway answers at \(gateway.socket())\"\n")]
        }
        var texts: [(name: String, text: String)] = []
        func add(_ name: String, _ request: String, member: String? = nil) {
            // A gateway that ends meanwhile: the bundle has what it has said, and what is in the files.
            guard let answer = try? client.ask(Array("{\"request\":\"\(request)\"}".utf8)) else { return }
            let limits = PayloadLimits(bytes: 16 << 20, depth: 16, members: 100_000, stringBytes: 16 << 20)
            let text = member.flatMap { try? JSONValue.parse(answer, limits: limits)[$0]?.string }
            texts.append((name, (text ?? String(decoding: answer, as: UTF8.self)) + "\n"))
        }
        // The overview has counters and connections, and no values.
        add("status.json", readings ? "status" : "overview")
        add("metrics.txt", "metrics", member: "metrics")
        if readings { add("events.json", "records") }
        return texts
    }
}
