internal import ArgumentParser
internal import Configuration
internal import Console
internal import Decoding
internal import Telemetry

struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Sets an input of the simulated chip of a running gateway.")

    @OptionGroup var files: ConfigurationOptions

    @Argument(help: "The line, such as GPIO17.")
    var line: String

    @Argument(help: "0 or 1.")
    var level: Int

    func run() throws {
        guard (0...1).contains(level) else { throw ValidationError("the level is 0 or 1") }
        let configuration = try files.require(quiet: true)
        let client = try ControlClient.connect(configuration)
        var request = JSONWriter()
        request.beginObject()
        request.field("request", "simulate")
        request.field("line", line)
        request.field("level", level == 1)
        request.endObject()
        let answer = try client.ask(request.bytes)
        guard try JSONValue.parse(answer)["ok"]?.bool == true else {
            StandardError.write("error: no input of the simulated chip is called \(line)\n")
            throw ExitStatus.wrong
        }
    }
}
