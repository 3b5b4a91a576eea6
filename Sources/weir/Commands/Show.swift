internal import ArgumentParser
internal import Configuration
internal import Engine
internal import Telemetry

struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows the effective configuration: files merged, defaults filled in, secrets hidden.")

    @OptionGroup var files: ConfigurationOptions

    @Option(name: .long, help: "text or json.")
    var format = OutputFormat.text

    func run() throws {
        let configuration = try files.require(quiet: true)
        let tree = ShownValue(configuration)
        switch format {
        case .text: StandardOutput.write(tree.yaml())
        case .json:
            var json = JSONWriter()
            tree.write(to: &json)
            StandardOutput.write(json.bytes + [0x0A])
        }
    }
}

/// What `weir show` prints: a tree that can be written as YAML or JSON.
indirect enum ShownValue {
    case text(String)
    case number(Double)
    case flag(Bool)
    case list([ShownValue])
    case mapping([Member])

    struct Member {
        var key: String
        var value: ShownValue

        init(_ key: String, _ value: ShownValue) {
            self.key = key
            self.value = value
        }
    }

    func write(to json: inout JSONWriter) {
        switch self {
        case .text(let text): json.string(text)
        case .number(let number): json.number(number)
        case .flag(let flag): json.bool(flag)
        case .list(let values):
            json.beginArray()
            for value in values { value.write(to: &json) }
            json.endArray()
        case .mapping(let members):
            json.beginObject()
            for member in members {
                json.key(member.key)
                member.value.write(to: &json)
            }
            json.endObject()
        }
    }

    /// Block style for what nests, flow style (which is JSON) for the rest.
    func yaml(indent: Int = 0) -> String {
        guard case .mapping(let members) = self, !members.isEmpty else { return flow + "\n" }
        var text = ""
        for member in members {
            text += String(repeating: " ", count: indent) + member.key + ":"
            if case .mapping(let inner) = member.value, !inner.isEmpty {
                text += "\n" + member.value.yaml(indent: indent + 2)
            } else {
                text += " " + member.value.flow + "\n"
            }
        }
        return text
    }

    private var flow: String {
        var json = JSONWriter()
        write(to: &json)
        return json.text
    }
}
