import Engine
import Telemetry

extension NaiveEngine {
    /// Computes what follows from what was touched, and decides, until nothing changes any more.
    ///
    /// - Parameters:
    ///   - alsoJudged: rules to judge although nothing was touched.
    ///   - sampled: signals that were measured, whether they changed or not.
    func settle(
        _ device: NaiveDevice, touched: Set<String>, contested: Set<Int> = [], alsoJudged: Set<Int> = [],
        sampled: Set<String> = []
    ) {
        var touched = touched
        var contested = contested.union(touched.flatMap(actuators(asking:)))
        var alsoJudged = alsoJudged
        var sampled = sampled
        var rounds = 0
        while !touched.isEmpty || !contested.isEmpty || !alsoJudged.isEmpty || !sampled.isEmpty {
            rounds += 1
            guard rounds <= 8 else { break }
            derive(device, &touched, &contested, isSampled: !sampled.isDisjoint(with: ["a", "b"]))
            for rule in rules.indices {
                let isAsked = !touched.isDisjoint(with: rules[rule].allNames) || alsoJudged.contains(rule)
                if isAsked { judge(rule, device, &touched, &contested) }
            }
            endPulses(device)
            (alsoJudged, sampled) = ([], [])
            touched = decide(device, &contested)
        }
        endPulses(device)
    }

    /// What was true for an instant is so no more.
    private func endPulses(_ device: NaiveDevice) {
        device.values["up"] = .flag(false)
        for (index, rule) in rules.enumerated() where rule.isInstant && !rule.isLatching {
            device.values["r\(index).raised"] = .flag(false)
        }
    }

    private func derive(
        _ device: NaiveDevice, _ touched: inout Set<String>, _ contested: inout Set<Int>, isSampled: Bool
    ) {
        let isTouched = !touched.isDisjoint(with: ["a", "b"])
        if isTouched {
            device.values["sum"] = nil
            if case .number(let a)? = device.values["a"], case .number(let b)? = device.values["b"] {
                device.values["sum"] = .number(a + b)
            }
            touched.insert("sum")
        }
        guard isTouched || isSampled, kind == .edge else { return }
        var number: Double?
        if case .number(let sum)? = device.values["sum"] { number = sum }
        if feedWindow("share", number, device) { touched.insert("share") }
        if let number { aggregate("sum", .number(number), device) }
    }

    // MARK: Summaries

    func aggregate(_ name: String, _ value: Value, _ device: NaiveDevice) {
        for (index, summary) in sketch.summaries.enumerated() where summary.of.contains(where: { $0.name == name }) {
            var start = wall
            while start % summary.every != 0 { start -= 1 }
            device.windows[index] =
                device.windows[index] ?? NaiveDevice.Window(start: start, end: start + summary.every)
            device.windows[index]?.values[name, default: []].append(value)
        }
    }

    func close(_ index: Int, _ device: NaiveDevice) {
        guard let window = device.windows[index] else { return }
        device.windows[index] = nil
        let summary = sketch.summaries[index]
        let signals = summary.of.compactMap { item -> String? in
            guard let values = window.values[item.name] else { return nil }
            let aggregates = item.aggregates.filter { $0 != .count }.compactMap { aggregate in
                result(aggregate, values).map { "\(aggregate.rawValue) \($0), " }
            }.joined()
            return " \(item.name)(\(aggregates)count \(values.count))"
        }
        guard !signals.isEmpty else { return }
        say("\(device.name).\(summary.name) [\(window.start), \(window.end))\(signals.joined())")
    }

    private func result(_ aggregate: Aggregate, _ values: [Value]) -> Value? {
        if aggregate == .last { return values.last }
        let numbers = values.compactMap { value in if case .number(let number) = value { number } else { nil } }
        guard let least = numbers.min(), let greatest = numbers.max() else { return nil }
        let sum = numbers.reduce(0, +)
        switch aggregate {
        case .min: return .number(least)
        case .max: return .number(greatest)
        case .sum: return .number(sum)
        default: return .number(sum / Double(numbers.count))
        }
    }
}
