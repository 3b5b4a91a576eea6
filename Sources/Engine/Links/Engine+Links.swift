internal import Expressions
internal import Telemetry

extension Engine {
    /// Connects a new device with those it reads and those that read it.
    mutating func link(_ device: Int) {
        links.subscribers.append([])
        let template = plan.templates[devices[device].template]
        for index in template.imports.indices {
            if let (source, slot) = connect(device, import: index, template) {
                devices[device].slots[template.imports[index].slot] = devices[source].slots[slot]
            }
        }
        // Those who waited for it are told by `tellReaders`.
        for (reader, index) in links.waiting.removeValue(forKey: devices[device].name) ?? [] {
            connect(reader, import: index, plan.templates[devices[reader].template])
        }
    }

    /// Values of other devices are no part of a snapshot: they are read again.
    mutating func relink() {
        for source in devices.indices {
            for subscriber in links.subscribers[source] where !subscriber.isPulse {
                devices[subscriber.device].slots[subscriber.target] = devices[source].slots[subscriber.slot]
            }
        }
    }

    /// - Returns: the device that is read, and its slot; nil while there is none.
    @discardableResult
    private mutating func connect(
        _ reader: Int, import index: Int, _ template: Template
    ) -> (source: Int, slot: Int)? {
        let wanted = template.imports[index]
        guard let source = indices[wanted.device] else {
            links.waiting[wanted.device, default: []].append((reader, index))
            return nil
        }
        let other = plan.templates[devices[source].template]
        guard let slot = other.slots.firstIndex(where: { $0.name == wanted.name }) else { return nil }
        links.subscribers[source].append(
            Links.Subscriber(
                slot: slot, device: reader, target: wanted.slot, isPulse: other.slots[slot].kind == .pulse))
        return (source, slot)
    }

    /// Tells the readers of a device what changed in it, and theirs what changed in them, all at one instant. A chain that
    /// comes round is cut after a fixed number of devices.
    mutating func propagate(from source: Int) {
        guard !pass.exports.isEmpty || !pass.measured.isEmpty || !links.deliveries.isEmpty else { return }
        collect(from: source)
        deliver()
    }

    /// Hands over what is under way, and what follows from it.
    mutating func deliver() {
        var next = 0
        var visits = 0
        let limit = DeviceState.maximumRounds * max(1, devices.count)
        while next < links.deliveries.count {
            visits += 1
            guard visits <= limit else {
                pass.counters.chainsCut += 1
                for delivery in links.deliveries[next...] { note(delivery) }
                break
            }
            // All that this device is told at once is judged at once.
            let device = links.deliveries[next].device
            pass.device = device
            // Each judges by its own clock, with the values that the others have at that moment.
            pass.cause.time = devices[device].time(pass)
            pass.cause.measured = pass.cause.time
            let template = plan.templates[devices[device].template]
            while next < links.deliveries.count, links.deliveries[next].device == device {
                devices[device].receive(links.deliveries[next], template, &pass)
                next += 1
            }
            devices[device].wakeGatherer(template, &pass)
            devices[device].settle(template, &pass)
            if !devices[device].isAwake, pass.cause.kind != .silent { devices[device].wakeUnmeasured(template, &pass) }
            collect(from: device)
        }
        links.deliveries.removeAll(keepingCapacity: true)
    }

    /// What is not judged any more is known all the same, as it is after a restore.
    private mutating func note(_ delivery: Links.Delivery) {
        switch delivery.target {
        case .slot(let slot, isPulse: false): devices[delivery.device].slots[slot] = delivery.value
        case .member(let gathering, let row, let position):
            devices[delivery.device].members[gathering][row].values[position] = delivery.value
            devices[delivery.device].evaluateMembers(plan.templates[devices[delivery.device].template])
        case .slot(_, isPulse: true), .reading, .signal: break
        }
    }

    private mutating func collect(from source: Int) {
        for export in pass.exports {
            for subscriber in links.subscribers[source] where subscriber.slot == export.slot {
                links.deliveries.append(
                    Links.Delivery(
                        device: subscriber.device,
                        target: .slot(subscriber.target, isPulse: subscriber.isPulse), value: export.value))
            }
        }
        collectForGatherers(from: source)
        pass.exports.removeAll(keepingCapacity: true)
    }
}

extension DeviceState {
    fileprivate mutating func receive(_ delivery: Links.Delivery, _ template: Template, _ pass: inout Pass) {
        switch delivery.target {
        case .slot(let slot, let isPulse): receive(delivery.value, slot: slot, isPulse: isPulse, template, &pass)
        case .member(let gathering, let row, let position):
            receive(delivery.value, gathering: gathering, row: row, position: position, template, &pass)
        case .reading(let gathering):
            guard case .string(let member) = delivery.value else { return }
            receiveReading(of: member, gathering: gathering, template, &pass)
        case .signal(let signal):
            take(Reading.Entry(signal: signal, value: delivery.value.telemetry), template, &pass)
        }
    }
}
