public import Configuration
internal import Engine
internal import Telemetry

/// Which record somebody wants explained.
public struct WhyQuestion: Sendable {
    /// What is asked for, as it was written.
    public let text: String
    let target: EvidenceTarget
    /// Nothing later is of interest; nil: up to now.
    let until: Int64?

    /// One record by its id.
    /// - Returns: nil where the text is no id: 32 hexadecimal digits.
    public init?(id text: String) {
        guard let id = Identifier(text) else { return nil }
        self.text = text
        target = .id(id)
        until = nil
    }

    /// The last record about a rule or an actuator that is not later than a time.
    /// - Parameter until: milliseconds since the epoch; nil: the last of all.
    public init(device: String, name: String, until: Int64?) {
        text = "\(device).\(name)"
        target = .last(device: device, name: name, until: Timestamp(milliseconds: until ?? .max))
        self.until = until
    }

    /// `DEVICE.NAME`, where a device's name may have dots: the name is that of a rule or an actuator of the files, or of
    /// an actuator's fault.
    /// - Returns: nil where there is no such name.
    public init?(target text: String, until: Int64?, configuration: GatewayConfiguration) {
        let names = configuration.plan.templates.flatMap { template in
            template.rules.map(\.name) + template.actuators.flatMap { [$0.name, $0.name + ".fault"] }
        }
        let found = names.filter { text.hasSuffix("." + $0) }.max { $0.utf8.count < $1.utf8.count }
        guard let found, text.utf8.count > found.utf8.count + 1 else { return nil }
        self.init(device: String(text.dropLast(found.count + 1)), name: found, until: until)
    }

    /// The record as it was told: for a journal that lacks what was before, so that ids come out otherwise.
    /// - Parameters:
    ///   - kind: `event`, `command` or `suppressed`.
    ///   - word: the state, the value or the reason.
    public init(
        like text: String, device: String, name: String, kind: String, word: String, time: Int64
    ) {
        self.text = text
        target = .like(
            device: device, name: name, kind: kind, word: word, time: Timestamp(milliseconds: time))
        until = time + 1000
    }
}
