import Telemetry

extension Output {
    /// The record in few words, without its identity: `5 d.hot raised temperature=81`.
    var words: String {
        switch self {
        case .event(let event):
            let state = event.state == .raised ? "raised" : "cleared"
            let signals = event.signals.map { " \($0.name)=\($0.value)" }.joined()
            return "\(event.time.milliseconds) \(event.device).\(event.name) \(state)\(signals)"
        case .command(let command):
            let rule = command.rule.map { " by \($0)" } ?? " at rest"
            return "\(command.time.milliseconds) \(command.device).\(command.actuator) = \(command.value)\(rule)"
        case .summary(let summary):
            let signals = summary.signals.map { signal in
                let aggregates = signal.aggregates.map { "\($0.name) \($0.value), " }.joined()
                return " \(signal.name)(\(aggregates)count \(signal.count))"
            }.joined()
            let window = "[\(summary.from.milliseconds), \(summary.to.milliseconds))"
            return "\(summary.time.milliseconds) \(summary.device).\(summary.name) \(window)\(signals)"
        case .suppression(let suppression):
            let winner = suppression.winner.map { ", \($0) won" } ?? ""
            return
                "\(suppression.time.milliseconds) \(suppression.device).\(suppression.actuator ?? suppression.name ?? "-") suppressed: "
                + "\(suppression.reason)\(winner)"
        }
    }

    /// Nil for records without one.
    var identifier: Identifier? {
        switch self {
        case .event(let event): event.id
        case .command(let command): command.id
        case .summary(let summary): summary.id
        case .suppression: nil
        }
    }

    var device: String {
        switch self {
        case .event(let event): event.device
        case .command(let command): command.device
        case .summary(let summary): summary.device
        case .suppression(let suppression): suppression.device
        }
    }

    /// The record as it goes out, with its identity.
    var json: String {
        var json = JSONWriter()
        write(to: &json)
        return json.text
    }
}
