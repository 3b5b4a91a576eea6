internal import Decoding
internal import Telemetry

/// The agent's status as Prometheus reads it (text exposition format 0.0.4).
enum Metrics {
    /// Values of one label; what comes from outside must not fill the memory of whoever scrapes.
    static let labelLimit = 200

    private static let limits = PayloadLimits(bytes: 16 << 20, depth: 16, members: 100_000, stringBytes: 65_536)

    static func exposition(of overview: [UInt8]) -> [UInt8] {
        var text = ""
        // Without a status there are the process' own figures still.
        if let status = try? JSONValue.parse(overview, limits: limits) {
            for metric in Metric.all { append(metric, status, to: &text) }
        }
        ProcessMetrics.append(to: &text)
        return Array(text.utf8)
    }

    private static func append(_ metric: Metric, _ status: JSONValue, to text: inout String) {
        let samples = samples(of: metric, status)
        guard !samples.isEmpty else { return }
        text += "# HELP \(metric.name) \(metric.about)\n# TYPE \(metric.name) \(metric.kind.rawValue)\n"
        for sample in samples.prefix(labelLimit) {
            let label = sample.label.map { "{\($0.name)=\"\(escaped($0.value))\"}" } ?? ""
            text += "\(metric.name)\(label) \(JSONWriter.text(of: sample.value * metric.factor))\n"
        }
    }

    struct Sample {
        var label: (name: String, value: String)?
        var value: Double
    }

    private static func samples(of metric: Metric, _ status: JSONValue) -> [Sample] {
        switch metric.source {
        case .number(let path): return [number(status, path).map { Sample(value: $0) }].compactMap(\.self)
        case .isText(let path, let text): return [Sample(value: find(status, path)?.string == text ? 1 : 0)]
        case .members(let path, let label):
            return (find(status, path)?.members ?? []).compactMap { member in
                member.value.number.map { Sample(label: (label, member.key), value: $0) }
            }
        case .inner(let path, let label, let inner):
            return (find(status, path)?.members ?? []).compactMap { member in
                number(member.value, inner).map { Sample(label: (label, member.key), value: $0) }
            }
        case .innerIsText(let path, let label, let inner, let text):
            return (find(status, path)?.members ?? []).map { member in
                Sample(label: (label, member.key), value: find(member.value, inner)?.string == text ? 1 : 0)
            }
        case .labelled(let label, let parts):
            return parts.compactMap { part in
                number(status, part.path).map { Sample(label: (label, part.value), value: $0) }
            }
        }
    }

    private static func find(_ value: JSONValue, _ path: [String]) -> JSONValue? {
        path.reduce(value) { value, name in value?[name] }
    }

    private static func number(_ value: JSONValue, _ path: [String]) -> Double? {
        let found = find(value, path)
        return found?.number ?? found?.bool.map { $0 ? 1 : 0 }
    }

    /// Label values escape the backslash, the quotation mark and the line feed.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text.unicodeScalars {
            switch character {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }
}
