internal import ArgumentParser
internal import Decoding
internal import Telemetry

/// What the commands by which a person moves things have in common.
struct PersonCommand: ParsableArguments {
    @OptionGroup var gateway: RunningGateway

    @Option(name: .long, help: "text or json.")
    var format = OutputFormat.text

    /// Asks, and says what happened; ends the program with 1 where it is not as the person wants it.
    func carryOut(_ request: String, target: String, _ fields: (inout JSONWriter) -> Void = { _ in }) throws {
        var json = JSONWriter()
        json.beginObject()
        json.field("request", request)
        json.field("target", target)
        fields(&json)
        json.endObject()
        let answer = try gateway.connect().ask(json.bytes)
        let object = try JSONValue.parse(answer)
        let isDone = object["ok"]?.bool == true
        switch format {
        case .json: StandardOutput.write(answer + [0x0A])
        case .text where isDone: StandardOutput.write((object["message"]?.string ?? "ok") + "\n")
        case .text:
            let reason = object["reason"]?.string ?? object["error"]?.string ?? "the gateway is too busy to answer"
            StandardError.write("error: \(reason)\n")
        }
        guard isDone else { throw ExitStatus.wrong }
    }
}
