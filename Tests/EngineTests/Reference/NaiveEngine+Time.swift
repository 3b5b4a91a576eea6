import Telemetry

extension NaiveEngine {
    /// What is due at this very millisecond, in the order of the engine: schedules, signals that turn stale, windows of
    /// expressions, rules, actuators, summaries; of each kind by its place in the file, then by device.
    func serveDeadlines() {
        for device in devices where device.knowsClock {
            serve(device) { device in
                var touched: Set<String> = []
                self.followSchedule(device, &touched)
                return (touched, [])
            }
        }
        for signal in sketch.signals {
            guard let stale = signal.stale else { continue }
            for device in devices where device.seen[signal.name].map({ $0 + stale == now }) ?? false {
                serve(device) { device in
                    device.seen[signal.name] = nil
                    var touched: Set<String> = []
                    self.lose(signal.name, device, &touched)
                    return (touched, Set(self.actuators(needing: signal.name)))
                }
            }
        }
        for name in ["mean", "often", "share"] {
            for device in devices {
                let size = windowSize(of: name)
                guard device.samples[name]?.contains(where: { $0.time + size == now }) ?? false else { continue }
                serve(device) { device in (self.tellWindow(name, device) ? [name] : [], []) }
            }
        }
        for rule in rules.indices {
            for device in devices where isDue(rule, device) { serve(dueRule: rule, device) }
        }
        for index in sketch.actuators.indices {
            for device in devices {
                let isGroupDue = device.actuators[index].denial?.reason == "group" && isGroupDue(index, device)
                guard isGroupDue || device.actuators[index].isDue(at: now) else { continue }
                serve(device) { _ in ([], [index]) }
            }
        }
        serveGroup()
        for summary in sketch.summaries.indices {
            for device in devices where device.windows[summary]?.end == wall { close(summary, device) }
        }
    }

    /// The input before may have let a time go on that stood still at its very end: that is due at once, and was not
    /// when this millisecond was served.
    func serveResumed() {
        for rule in rules.indices {
            for device in devices {
                guard case .condition = rules[rule].trigger, case .pending = device.rules[rule].phase,
                    isDue(rule, device)
                else { continue }
                serve(dueRule: rule, device)
            }
        }
    }

    private func serve(dueRule rule: Int, _ device: NaiveDevice) {
        serve(device) { device in
            var touched: Set<String> = []
            var contested: Set<Int> = []
            self.serve(rule, device, &touched, &contested)
            return (touched, contested)
        }
    }

    private func serve(_ device: NaiveDevice, _ change: (NaiveDevice) -> (Set<String>, Set<Int>)) {
        endInstant()
        kind = .edge
        let (touched, contested) = change(device)
        guard !touched.isEmpty || !contested.isEmpty else { return }
        settle(device, touched: touched, contested: contested)
        deliver(from: device)
        regroup()
    }

    // MARK: Windows of expressions

    func windowSize(of name: String) -> Int64 { ["mean": 10, "often": 12, "share": 9][name]! }

    /// Takes a sample; nil where there is none.
    /// - Returns: whether the value has changed.
    func feedWindow(_ name: String, _ number: Double?, _ device: NaiveDevice) -> Bool {
        if let number {
            device.samples[name, default: []].append(NaiveDevice.Sample(time: now, number: number))
        } else if name == "share" {
            // What holds no longer cannot be weighed.
            device.samples[name] = []
        }
        return tellWindow(name, device)
    }

    /// - Returns: whether the value has changed.
    func tellWindow(_ name: String, _ device: NaiveDevice) -> Bool {
        let before = device.values[name]
        device.values[name] = windowValue(name, device).map { .number($0) }
        return device.values[name] != before
    }

    private func windowValue(_ name: String, _ device: NaiveDevice) -> Double? {
        let samples = device.samples[name] ?? []
        let start = now - windowSize(of: name)
        let recent = samples.filter { $0.time > start }
        switch name {
        case "often": return Double(recent.count)
        case "mean":
            guard !recent.isEmpty else { return nil }
            return recent.map(\.number).reduce(0, +) / Double(recent.count)
        default:
            guard let first = samples.first else { return nil }
            return weightedMean(samples, from: max(start, first.time), until: now)
        }
    }

    /// Of a staircase: each number holds until the next one.
    func weightedMean(_ samples: [NaiveDevice.Sample], from start: Int64, until end: Int64) -> Double? {
        guard end > start else { return samples.last?.number }
        var area = 0.0
        for (index, sample) in samples.enumerated() {
            let next = index + 1 < samples.count ? samples[index + 1].time : end
            let (from, until) = (max(start, sample.time), min(end, next))
            if until > from { area += sample.number * Double(until - from) }
        }
        return area / Double(end - start)
    }
}
