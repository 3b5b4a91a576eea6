internal import Expressions
public import Telemetry

/// Snapshots: the engine's whole state as versioned bytes, with the names of everything, so that it can be taken up by
/// the same plan byte for byte, or by a changed plan as far as the names and definitions are the same.
extension Engine {
    private static let snapshotVersion: UInt8 = 1

    public func snapshot() -> [UInt8] {
        var bytes = ByteWriter()
        bytes.byte(Engine.snapshotVersion)
        bytes.text(plan.gateway)
        bytes.signed(now.milliseconds)
        bytes.signed(wallOffset)
        bytes.signed(epoch)
        bytes.count(plan.templates.count)
        for template in plan.templates { template.writeNames(to: &bytes) }
        bytes.count(devices.count)
        for device in devices { device.write(to: &bytes, template: plan.templates[device.template]) }
        return bytes.bytes
    }

    /// The engine that a snapshot describes, under `plan`, and the translation for journal entries that follow the
    /// snapshot. A rule or summary whose definition changed starts afresh; a device the plan no longer knows is dropped.
    public static func restore(
        _ snapshot: [UInt8], plan: Plan
    ) throws(MalformedBytes) -> (engine: Engine, translation: IndexTranslation) {
        var engine = Engine(plan: plan)
        var bytes = ByteReader(snapshot)
        guard try bytes.byte() == snapshotVersion else { throw MalformedBytes(offset: 0) }
        _ = try bytes.text()
        engine.now = Instant(milliseconds: try bytes.signed())
        engine.wallOffset = try bytes.signed()
        engine.epoch = try bytes.signed()
        var formers: [FormerTemplate] = []
        for _ in 0..<(try bytes.count()) { formers.append(try FormerTemplate(from: &bytes, plan: plan)) }
        var translation = IndexTranslation(
            templates: formers.map(\.present), signals: formers.map(\.signals), inputs: formers.map(\.inputs),
            devices: [], formerTemplates: [], names: [])
        for _ in 0..<(try bytes.count()) {
            let former = try bytes.index()
            guard former < formers.count else { throw bytes.malformed }
            let name = try bytes.text()
            translation.names.insert(name)
            let device = engine.place(name, former: formers[former])
            translation.devices.append(device)
            translation.formerTemplates.append(former)
            try engine.restore(device, from: &bytes, former: formers[former])
        }
        guard bytes.isAtEnd else { throw bytes.malformed }
        engine.fresh = FreshParts(plan: plan, formers: formers)
        engine.restoreTimers()
        return (engine, translation)
    }

    /// The device of this name in the present plan, admitted if need be; nil when there is no place for it.
    private mutating func place(_ name: String, former: FormerTemplate) -> Int? {
        guard let template = former.present else { return nil }
        if let index = indices[name] { return devices[index].template == template ? index : nil }
        guard mayAdmit(template: template) else { return nil }
        append(name, template: template)
        return indices[name]
    }

    /// Every timer follows from the state that asked for it.
    private mutating func restoreTimers() {
        timers.removeAll()
        for device in devices.indices {
            let template = plan.templates[devices[device].template]
            for (index, signal) in template.signals.enumerated() {
                guard let stale = signal.staleMilliseconds, let seen = devices[device].signals[index].seen else {
                    continue
                }
                wait(until: seen.advanced(by: stale), for: .signal, index: index, device: device)
            }
            for (index, rule) in template.rules.enumerated() {
                guard case .pending(let since) = devices[device].rules[index].hold.state else { continue }
                wait(until: since.advanced(by: rule.forMilliseconds), for: .rule, index: index, device: device)
            }
            for index in template.summaries.indices {
                guard let window = devices[device].summaries[index].window else { continue }
                wait(
                    until: Instant(milliseconds: window.end - wallOffset), for: .summary, index: index, device: device)
            }
        }
    }

    /// Reads one device; with a nil index it is read and forgotten.
    private mutating func restore(
        _ index: Int?, from bytes: inout ByteReader, former: FormerTemplate
    ) throws(MalformedBytes) {
        var scratch = former.present.map {
            DeviceState(name: "", template: $0, plan: plan.templates[$0])
        }
        if let index { scratch = devices[index] }
        try former.readDevice(from: &bytes, into: &scratch)
        guard let index, let scratch else { return }
        devices[index] = scratch
        let template = plan.templates[scratch.template]
        for (position, rule) in template.rules.enumerated() {
            devices[index].slots[rule.raisedSlot] = .bool(scratch.rules[position].isRaised)
        }
        for (position, actuator) in template.actuators.enumerated() {
            if let slot = actuator.onSlot { devices[index].slots[slot] = .bool(scratch.actuators[position].commanded) }
        }
    }
}

extension Template {
    fileprivate func writeNames(to bytes: inout ByteWriter) {
        bytes.text(name)
        bytes.count(inputs.count)
        for input in inputs { bytes.text(input) }
        bytes.count(signals.count)
        let kept = slots.filter(\.kind.isKept)
        bytes.count(kept.count)
        for slot in kept { bytes.text(slot.name) }
        bytes.count(rules.count)
        for rule in rules {
            bytes.text(rule.name)
            bytes.word(rule.shape)
        }
        bytes.count(actuators.count)
        for actuator in actuators { bytes.text(actuator.name) }
        bytes.count(summaries.count)
        for summary in summaries {
            bytes.text(summary.name)
            bytes.word(summary.shape)
            bytes.count(summary.items.count)
        }
    }
}

extension DeviceState {
    fileprivate func write(to bytes: inout ByteWriter, template: Template) {
        bytes.count(self.template)
        bytes.text(name)
        bytes.bool(isAwake)
        for (index, slot) in template.slots.enumerated() where slot.kind.isKept { bytes.slot(slots[index]) }
        for signal in signals {
            bytes.optional(signal.seen?.milliseconds)
            bytes.bool(signal.isRetained)
        }
        for input in inputs {
            bytes.unsigned(input.count)
            bytes.optional(input.latest?.milliseconds)
        }
        for rule in rules { rule.write(to: &bytes) }
        for actuator in actuators {
            bytes.bool(actuator.commanded)
            bytes.bool(actuator.isReady)
            bytes.unsigned(actuator.count)
        }
        for summary in summaries { summary.write(to: &bytes) }
    }
}

extension RuleState {
    fileprivate func write(to bytes: inout ByteWriter) {
        switch hold.state {
        case .idle: bytes.byte(0)
        case .pending(let since):
            bytes.byte(1)
            bytes.signed(since.milliseconds)
        case .raised: bytes.byte(2)
        case .spent: bytes.byte(3)
        }
        bytes.word(cause)
        bytes.unsigned(count)
        bytes.signed(raisedAt.milliseconds)
    }

    init(from bytes: inout ByteReader) throws(MalformedBytes) {
        switch try bytes.byte() {
        case 0: hold.state = .idle
        case 1: hold.state = .pending(since: Instant(milliseconds: try bytes.signed()))
        case 2: hold.state = .raised
        case 3: hold.state = .spent
        default: throw bytes.malformed
        }
        cause = try bytes.word()
        count = try bytes.unsigned()
        raisedAt = Instant(milliseconds: try bytes.signed())
    }
}

extension SummaryState {
    fileprivate func write(to bytes: inout ByteWriter) {
        bytes.bool(window != nil)
        if let window {
            bytes.signed(window.start)
            bytes.signed(window.end)
        }
        for item in items { item.write(to: &bytes) }
        bytes.unsigned(count)
    }

    init(from bytes: inout ByteReader, items count: Int) throws(MalformedBytes) {
        self.init(items: [])
        if try bytes.bool() {
            let start = try bytes.signed()
            let end = try bytes.signed()
            guard start < end else { throw bytes.malformed }
            window = TumblingWindow(start: start, end: end)
        }
        for _ in 0..<count { items.append(try Accumulator(from: &bytes)) }
        self.count = try bytes.unsigned()
    }
}

extension ByteWriter {
    fileprivate mutating func optional(_ number: Int64?) {
        bool(number != nil)
        if let number { signed(number) }
    }
}
