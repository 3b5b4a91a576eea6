internal import Agent
internal import Configuration
internal import Engine
internal import Telemetry

/// A report of one device, made by taking its readings once more.
struct DeviceReport {
    private let replay: Replay
    private let device: String
    private let names: [String]
    private var report: Report
    private var places: [String: Int] = [:]
    /// The device's signals that are no scores.
    let signals: [String]

    init(configuration: GatewayConfiguration, device: String, showsDerived: Bool, origin: String) throws {
        let templates = configuration.plan.templates
        let template =
            templates.first { $0.devices.contains { $0.name == device } }
            ?? templates.first { $0.isOpen && !$0.signals.isEmpty }
        guard let template else { throw RecordedLines.Problem(message: "no device file describes '\(device)'") }
        replay = Replay(configuration: configuration)
        self.device = device
        let scores = template.scores.map(\.name)
        signals = template.signals.map(\.name).filter { !scores.contains($0) }
        // Whether a score learns is seen from its plot, which begins after.
        let learning = Set(template.scores.map(\.words.learning))
        let derived = template.slots.indices.filter { template.slots[$0].kind == .derived && !learning.contains($0) }
            .map { template.slots[$0].name }
        names = signals + (showsDerived ? derived : []) + scores
        report = Report(title: device, origin: origin)
        for name in names {
            // Remaining life and models have no alarm of their own.
            let isDetector = template.scores.contains { score in
                if case .detector = score.judge { score.name == name } else { false }
            }
            places[name] = report.series.count
            report.series.append(Report.Series(name: name, limit: isDetector ? 1 : nil))
        }
    }

    mutating func take(_ line: [UInt8]) throws {
        guard let time = Replay.time(of: line) else { return }
        for case .event(let event) in try replay.take(line) where event.device == device {
            switch event.state {
            case .raised:
                report.raise(
                    Report.Alarm(
                        name: event.name, severity: event.severity.name, message: event.message ?? "",
                        from: event.time.milliseconds))
            case .cleared: report.clear(event.name, at: event.time.milliseconds)
            }
        }
        let values = replay.values(device: device)
        guard !values.isEmpty else { return }
        report.extend(to: time)
        for value in values {
            guard let place = places[value.name] else { continue }
            switch value.value {
            case .number(let number): report.series[place].add(number, at: time)
            case .flag(let flag): report.series[place].add(flag ? 1 : 0, at: time)
            case .text: break
            }
        }
    }

    /// Without what never had a number.
    func finish() -> Report {
        var report = report
        report.series.removeAll { $0.points.isEmpty }
        return report
    }
}
