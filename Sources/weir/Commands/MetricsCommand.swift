internal import ArgumentParser
internal import Console
internal import Decoding

struct MetricsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics",
        abstract: "Prints the counters and gauges of a running gateway, as Prometheus reads them.",
        discussion: """
            The same as /metrics of the console, which need not be on. For a node exporter with a textfile collector:

                weir metrics > /var/lib/prometheus/node-exporter/weir.prom
            """)

    @OptionGroup var gateway: RunningGateway

    @Flag(name: .long, help: "All metrics there are, as a page for people; no gateway is asked.")
    var markdown = false

    func run() throws {
        if markdown { return StandardOutput.write(MetricsReference.markdown) }
        let answer = try gateway.connect().ask(Array(#"{"request":"metrics"}"#.utf8))
        let limits = PayloadLimits(bytes: 16 << 20, depth: 16, members: 100_000, stringBytes: 16 << 20)
        guard let text = try JSONValue.parse(answer, limits: limits)["metrics"]?.string else {
            StandardError.write("error: the gateway gave no metrics; is it of an older version?\n")
            throw ExitStatus.wrong
        }
        StandardOutput.write(text)
    }
}
