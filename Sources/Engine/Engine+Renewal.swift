internal import Expressions
internal import Telemetry

/// What a plan has that the snapshot before it did not know, or knew otherwise: by template, the indices.
struct FreshParts: Sendable {
    var rules: [[Int]] = []
    var summaries: [[Int]] = []
    /// Readings that waited for their turn, of devices without a clock of their own by now.
    var held: [(device: Int, reading: Reading)] = []

    init() {}

    init(plan: Plan, formers: [FormerTemplate]) {
        for (index, template) in plan.templates.enumerated() {
            let former = formers.filter { $0.present == index }
            let rules = Set(former.flatMap { $0.rules.compactMap(\.self) })
            let summaries = Set(former.flatMap { $0.summaries.compactMap(\.self) })
            self.rules.append(template.rules.indices.filter { !rules.contains($0) })
            self.summaries.append(template.summaries.indices.filter { !summaries.contains($0) })
        }
    }
}

extension Engine {
    /// Lets `renew` begin the named rules and summaries anew, as a reload that changed them did.
    public mutating func freshen(_ parts: [PlanDifference.Part]) {
        fresh.rules = plan.templates.map { template in
            let names = parts.first { $0.template == template.name }?.rules ?? []
            return template.rules.indices.filter { names.contains(template.rules[$0].name) }
        }
        fresh.summaries = plan.templates.map { template in
            let names = parts.first { $0.template == template.name }?.summaries ?? []
            return template.summaries.indices.filter { names.contains(template.summaries[$0].name) }
        }
    }

    /// What `renew` is to begin, by name.
    public var freshParts: [PlanDifference.Part] {
        zip(plan.templates.indices, plan.templates).compactMap { index, template in
            guard index < fresh.rules.count else { return nil }
            let part = PlanDifference.Part(
                template: template.name, rules: fresh.rules[index].map { template.rules[$0].name },
                summaries: fresh.summaries[index].map { template.summaries[$0].name })
            return part.isEmpty ? nil : part
        }
    }

    /// Ends the change to another plan. Rules and summaries that are new or changed begin now, whatever they did while the
    /// journal was read again under the new plan: nothing of it was said to anybody.
    ///
    /// - Parameter judging: whether the values there are now are judged at once, and every actuator decided anew: for a
    ///   reload. After a start nothing is known to be fresh, and the next reading judges.
    public mutating func renew(judging: Bool, into outputs: inout Outputs) {
        let fresh = self.fresh
        self.fresh = FreshParts()
        guard !fresh.rules.isEmpty else { return }
        swap(&pass.records, &outputs.records)
        defer { swap(&pass.records, &outputs.records) }
        for (device, reading) in fresh.held { read(reading, device: device) }
        var hash = StableHash(seed: pass.identitySeed)
        hash.combine(now.milliseconds)
        for device in devices.indices {
            let index = devices[device].template
            let template = plan.templates[index]
            reset(device, rules: fresh.rules[index], summaries: fresh.summaries[index], template: template)
            guard judging else { continue }
            pass.device = device
            pass.cause = devices[device].cause(identity: hash.value, kind: .standing, pass)
            for signal in template.signals.indices { devices[device].awaitFirst(signal, template, &pass) }
            for rule in fresh.rules[index] { devices[device].begin(rule: rule, template.rules[rule], &pass) }
            devices[device].deriveAll(template)
            devices[device].noteFirst(template, now: pass.now)
            for (node, step) in template.nodes.enumerated() {
                if case .rule(let rule) = step, fresh.rules[index].contains(rule) { pass.dirty.insert(node) }
            }
            for actuator in template.actuators.indices { pass.contested.insert(actuator) }
            devices[device].settle(template, &pass)
            if !devices[device].isAwake { devices[device].wakeUnmeasured(template, &pass) }
            propagate(from: device)
        }
        endInstant()
    }

    private mutating func reset(_ device: Int, rules: [Int], summaries: [Int], template: Template) {
        for rule in rules {
            devices[device].rules[rule] = RuleState(template.rules[rule])
            devices[device].slots[template.rules[rule].raisedSlot] = .bool(false)
        }
        for summary in summaries {
            devices[device].summaries[summary] = SummaryState(template.summaries[summary])
        }
    }
}
