internal import Expressions
public import Telemetry

/// Snapshots: the engine's whole state as versioned bytes, with the names of everything, so that it can be taken up by
/// the same plan byte for byte, or by a changed plan as far as the names and definitions are the same.
extension Engine {
    private static let snapshotVersion: UInt8 = 5
    /// A thousand years, in milliseconds: clocks that are further off are damaged, and time would be long in passing.
    private static let longestLife: UInt64 = 1 << 45

    /// - Parameter capacity: how many bytes are expected, so that they need not move while they grow.
    public func snapshot(reserving capacity: Int = 0) -> [UInt8] {
        var bytes = ByteWriter(reserving: capacity)
        bytes.byte(Engine.snapshotVersion)
        bytes.text(plan.gateway)
        bytes.signed(now.milliseconds)
        bytes.signed(wallOffset)
        bytes.signed(epoch)
        bytes.count(plan.templates.count)
        for template in plan.templates { template.writeNames(to: &bytes) }
        bytes.count(devices.count)
        for device in devices { device.write(to: &bytes, template: plan.templates[device.template]) }
        bytes.count(pass.groups.count)
        for (index, group) in pass.groups.enumerated() {
            bytes.text(plan.groups[index].name)
            bytes.word(plan.groups[index].shape)
            group.write(to: &bytes)
        }
        bytes.block { bytes in
            remote.write(to: &bytes)
            pass.away.write(to: &bytes)
        }
        writeTables(to: &bytes)
        pass.alarms.write(to: &bytes)
        return bytes.bytes
    }

    /// The engine that a snapshot describes, under `plan`, and the translation for journal entries that follow the
    /// snapshot. A rule or summary whose definition changed starts afresh; a device the plan no longer knows is dropped; a
    /// score whose own state is malformed learns again (`unreadableScores`).
    public static func restore(
        _ snapshot: [UInt8], plan: Plan
    ) throws(MalformedBytes) -> (engine: Engine, translation: IndexTranslation) {
        var engine = Engine(plan: plan)
        var bytes = ByteReader(snapshot)
        guard try bytes.byte() == snapshotVersion else { throw MalformedBytes(offset: 0) }
        _ = try bytes.text()
        engine.now = Instant(milliseconds: try bytes.signed())
        guard engine.now == .beforeAll || engine.now.milliseconds.magnitude <= Engine.longestLife else {
            throw bytes.malformed
        }
        engine.wallOffset = try bytes.signed()
        guard engine.wallOffset.magnitude <= Engine.longestLife else { throw bytes.malformed }
        engine.epoch = try bytes.signed()
        engine.renewIdentitySeed()
        var formers: [FormerTemplate] = []
        for _ in 0..<(try bytes.count()) { formers.append(try FormerTemplate(from: &bytes, plan: plan)) }
        var translation = IndexTranslation(
            templates: formers.map(\.present), signals: formers.map(\.signals), inputs: formers.map(\.inputs),
            rules: formers.map(\.rules), actuators: formers.map(\.actuators),
            devices: [], formerTemplates: [], names: [])
        var held: [(device: Int, reading: Reading)] = []
        for _ in 0..<(try bytes.count()) {
            let former = try bytes.index()
            guard former < formers.count else { throw bytes.malformed }
            let name = try bytes.text()
            translation.names.insert(name)
            let device = engine.place(name, former: formers[former])
            translation.devices.append(device)
            translation.formerTemplates.append(former)
            let left = try engine.restore(device, from: &bytes, former: formers[former])
            guard let device else { continue }
            held += left.readings.map { (device: device, reading: $0) }
            engine.unreadableScores += left.unreadableScores.map { "\(name).\($0)" }
        }
        for _ in 0..<(try bytes.count()) {
            let name = try bytes.text()
            let shape = try bytes.word()
            let index = plan.groups.firstIndex { $0.name == name && $0.shape == shape }
            let group = try ActuatorGroup(from: &bytes, settings: index.map { plan.groups[$0].settings })
            if let index { engine.pass.groups[index] = group }
        }
        var block = try bytes.block()
        engine.remote = try CommandLedger(from: &block)
        // One of an older kind ends here, and knows of no claim made before a start.
        if !block.isAtEnd { engine.pass.away = try TimeAway(from: &block) }
        try engine.readTables(from: &bytes)
        try engine.pass.alarms.read(from: &bytes)
        guard bytes.isAtEnd else { throw bytes.malformed }
        engine.fresh = FreshParts(plan: plan, formers: formers)
        engine.fresh.held = held
        engine.pass.timers.removeAll()
        for device in engine.devices.indices {
            engine.pass.device = device
            engine.devices[device].restoreTimers(plan.templates[engine.devices[device].template], &engine.pass)
        }
        for group in engine.pass.groups.indices { engine.pass.waitForGroup(group) }
        engine.relink()
        engine.regather()
        for device in engine.devices.indices {
            let template = plan.templates[engine.devices[device].template]
            // Derived values are those of the former plan until there is a reading, or all are derived anew.
            engine.devices[device].noteFirst(template, now: engine.now, isDerivedKnown: false)
        }
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

    /// Reads one device; with a nil index it is read and forgotten.
    ///
    /// - Returns: what found no place in it.
    private mutating func restore(
        _ index: Int?, from bytes: inout ByteReader, former: FormerTemplate
    ) throws(MalformedBytes) -> LeftOver {
        var scratch = former.present.map {
            DeviceState(
                name: "", template: $0, plan: plan.templates[$0], now: now, wallOffset: wallOffset)
        }
        if let index { scratch = devices[index] }
        // What is remembered of a new device is not what a new rule of this one remembers.
        scratch?.forgetMemories()
        var left = LeftOver()
        try former.readDevice(
            from: &bytes, into: &scratch, template: former.present.map { plan.templates[$0] }, left: &left)
        guard let index, let scratch else { return left }
        devices[index] = scratch
        // An actuator that is new waits for its signals as after a start.
        devices[index].isAwake = scratch.isAwake && scratch.actuators.allSatisfy(\.isReady)
        let template = plan.templates[scratch.template]
        for (position, rule) in template.rules.enumerated() {
            devices[index].slots[rule.raisedSlot] = .bool(scratch.rules[position].isRaised)
        }
        for (position, actuator) in template.actuators.enumerated() {
            if let slot = actuator.onSlot { devices[index].slots[slot] = .bool(scratch.actuators[position].commanded) }
            if let plan = actuator.confirmation {
                devices[index].slots[plan.faultSlot] = .bool(scratch.actuators[position].hasFailed)
            }
        }
        return left
    }
}

extension Template {
    fileprivate func writeNames(to bytes: inout ByteWriter) {
        bytes.text(name)
        bytes.count(inputs.count)
        for input in inputs { bytes.text(input) }
        bytes.count(signals.count)
        for signal in signals { bytes.word(signal.filterShape) }
        bytes.count(slots.count { $0.kind.isKept })
        for slot in slots where slot.kind.isKept { bytes.text(slot.name) }
        bytes.count(rules.count)
        for rule in rules {
            bytes.text(rule.name)
            bytes.word(rule.shape)
        }
        bytes.count(operators.count)
        for plan in operators { bytes.text(plan.name) }
        bytes.count(actuators.count)
        for actuator in actuators { bytes.text(actuator.name) }
        bytes.count(summaries.count)
        for summary in summaries {
            bytes.text(summary.name)
            bytes.word(summary.shape)
            bytes.count(summary.items.count)
        }
        bytes.count(scores.count)
        for score in scores {
            bytes.text(score.name)
            bytes.word(score.shape)
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
            bytes.optionalSigned(signal.seen?.milliseconds)
            bytes.optionalSigned(signal.awaited?.milliseconds)
            bytes.bool(signal.isRetained)
            bytes.block { signal.filter?.write(to: &$0) }
        }
        for input in inputs {
            bytes.unsigned(input.count)
            bytes.optionalSigned(input.latest?.milliseconds)
        }
        for rule in rules { bytes.block { rule.write(to: &$0) } }
        for (index, memory) in memories.enumerated() {
            bytes.block { bytes in
                memory.write(to: &bytes)
                rolling[index]?.write(to: &bytes)
            }
        }
        for actuator in actuators { actuator.write(to: &bytes) }
        for summary in summaries {
            bytes.block { bytes in
                bytes.unsigned(summary.count)
                for held in summary.held {
                    bytes.bool(held != nil)
                    if let held { bytes.double(held) }
                }
                summary.windows.write(to: &bytes)
            }
        }
        for score in scores { bytes.block { score.write(to: &$0) } }
        bytes.block { eventClock?.write(to: &$0) }
    }
}

extension ByteWriter {
    mutating func optionalSigned(_ number: Int64?) {
        bool(number != nil)
        if let number { signed(number) }
    }
}
