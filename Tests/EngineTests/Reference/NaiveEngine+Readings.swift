import Engine
import Telemetry

extension NaiveEngine {
    func read(_ reading: Reading, device: NaiveDevice) {
        if let time = reading.time?.milliseconds {
            let age = wall - time
            if age <= 7 * 86_400_000, age >= -60_000 {
                if let latest = device.latest[reading.input], time < latest { return }
                device.latest[reading.input] = time
            }
        }
        kind = reading.isRetained ? .silent : .edge
        var touched: Set<String> = []
        var contested: Set<Int> = []
        var sampled: Set<String> = []
        for entry in reading.values { note(entry, device, &touched, &contested, &sampled) }
        if kind == .edge, !device.isAwake { contested.formUnion(wake(device)) }
        settle(device, touched: touched, contested: contested, sampled: sampled)
        deliver(from: device)
    }

    /// Actuators all of whose signals were measured.
    private func wake(_ device: NaiveDevice) -> Set<Int> {
        device.isAwake = true
        var woken: Set<Int> = []
        for index in sketch.actuators.indices where !device.actuators[index].isReady {
            let isHeard = required(index).allSatisfy { device.values[$0] != nil && !device.retained.contains($0) }
            if isHeard {
                device.actuators[index].isReady = true
                woken.insert(index)
            } else {
                device.isAwake = false
            }
        }
        return woken
    }

    private func note(
        _ entry: Reading.Entry, _ device: NaiveDevice, _ touched: inout Set<String>, _ contested: inout Set<Int>,
        _ sampled: inout Set<String>
    ) {
        let signal = sketch.signals[entry.signal]
        guard let value = entry.value else {
            lose(signal.name, device, &touched)
            contested.formUnion(actuators(needing: signal.name))
            return
        }
        if device.values[signal.name] == nil { contested.formUnion(actuators(needing: signal.name)) }
        beat(signal.name, device, &touched, &contested)
        if case .number(let number) = value, let valid = signal.valid, !valid.contains(number) { return }
        if signal.stale != nil { device.seen[signal.name] = now }
        if kind == .edge {
            sampled.insert(signal.name)
            feed(signal.name, value, device, &touched)
        }
        let isFirstMeasured = kind == .edge && device.retained.contains(signal.name)
        if case .number(let number) = value, case .number(let used)? = device.values[signal.name],
            abs(number - used) < signal.deadband, !isFirstMeasured
        {
            noteMeasured(signal.name, device)
            return
        }
        if kind == .edge { device.retained.remove(signal.name) } else { device.retained.insert(signal.name) }
        device.values[signal.name] = value
        noteMeasured(signal.name, device)
        touch(signal.name, device, &touched, &contested)
    }

    /// To what collects values.
    private func feed(_ name: String, _ value: Value, _ device: NaiveDevice, _ touched: inout Set<String>) {
        aggregate(name, value, device)
        if name == "a", case .number(let number) = value, feedWindow("mean", number, device) { touched.insert("mean") }
        guard name == "f", case .flag(let flag) = value else { return }
        if feedWindow("often", flag ? 1 : nil, device) { touched.insert("often") }
        if flag, device.flag == false {
            device.values["up"] = .flag(true)
            touched.insert("up")
        }
        device.flag = flag
    }

    func lose(_ name: String, _ device: NaiveDevice, _ touched: inout Set<String>) {
        device.values[name] = nil
        noteMeasured(name, device)
        touched.insert(name)
        if device === devices[0], sketch.imports.contains(where: { $0.of == name }) { exports.append((name, nil)) }
    }

    /// A value was given anew: what reads it has to know.
    func touch(_ name: String, _ device: NaiveDevice, _ touched: inout Set<String>, _ contested: inout Set<Int>) {
        touched.insert(name)
        contested.formUnion(actuators(asking: name))
        if device === devices[0], sketch.imports.contains(where: { $0.of == name }) {
            exports.append((name, device.values[name]))
        }
    }

    // MARK: Other devices

    /// Tells the readers of the first device what changed in it, and what follows in them, all at this instant.
    func deliver(from device: NaiveDevice) {
        collect(from: device)
        var visits = 0
        while let first = deliveries.first {
            visits += 1
            guard visits <= 8 * max(1, devices.count) else {
                isEndless = true
                deliveries = []
                return
            }
            let reader = devices[first.device]
            var touched: Set<String> = []
            var contested: Set<Int> = []
            // All that comes to one device at once is judged at once.
            while let next = deliveries.first, next.device == first.device {
                deliveries.removeFirst()
                reader.values[next.name] = next.value
                touched.insert(next.name)
                contested.formUnion(actuators(asking: next.name))
            }
            settle(reader, touched: touched, contested: contested)
            if !reader.isAwake, kind != .silent { wakeUnmeasured(reader) }
            collect(from: reader)
        }
    }

    private func collect(from device: NaiveDevice) {
        for export in exports {
            for reader in devices.indices {
                for entry in sketch.imports where entry.of == export.name {
                    deliveries.append(Delivery(device: reader, name: entry.name, value: export.value))
                }
            }
        }
        exports = []
    }
}
