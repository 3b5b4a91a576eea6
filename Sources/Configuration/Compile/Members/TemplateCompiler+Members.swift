internal import Documents
internal import Engine
internal import Expressions

/// Devices that gather the readings of others, their members.
extension TemplateCompiler {
    /// The text signal that says whose reading it is.
    static let memberSignal = "member"

    // MARK: Who the members are

    /// Finds the members of every input that gathers.
    func findMembers(_ finder: MemberFinder) {
        for (index, input) in section.inputs.enumerated() {
            guard let members = input.value.members, let choice = members.choice else { continue }
            let sources = naming.devices.map { device in
                (device: device, sources: self.sources(choice, device: device, finder, at: input.value.membersMark))
            }
            gatherings.append(
                Gathering(name: input.name, input: index, mark: input.value.membersMark, sources: sources))
        }
    }

    private func sources(
        _ choice: MembersSection.Choice, device: String, _ finder: MemberFinder, at mark: Mark
    ) -> [MemberFinder.Source] {
        switch choice {
        case .devices(let names):
            return names.flatMap { name in
                let found = finder.named(name)
                if found.isEmpty {
                    let nearest = NearestName.nearest(to: name, among: finder.deviceNames).map { "write '\($0)'" }
                    diagnostics.error(
                        "there is no device '\(name)' that could be a member",
                        mend: nearest ?? "describe it in a file of its own", at: mark)
                }
                return found
            }
        case .labelled(let label, let value):
            let found = finder.labelled(label, value)
            if found.isEmpty { reportLabel(label, value, finder, at: mark) }
            return found
        case .each(let label): return finder.labelled(label, naming.labelValues[device] ?? "")
        }
    }

    private func reportLabel(_ label: String, _ value: String, _ finder: MemberFinder, at mark: Mark) {
        let values = finder.values(of: label)
        if values.isEmpty {
            let nearest = NearestName.nearest(to: label, among: finder.labels).map { "write '\($0)'" }
            diagnostics.error(
                "no device has a label '\(label)'", mend: nearest ?? "write 'labels: {\(label): \(value)}' in its file",
                at: mark)
        } else {
            let nearest = NearestName.nearest(to: value, among: values).map { "write '\($0)'" }
            diagnostics.error(
                "no device has '\(value)' for its '\(label)'",
                mend: nearest ?? "write one of \(values.joined(separator: ", "))",
                at: mark)
        }
    }

    /// The values that a label has in this file.
    func labelValues(_ label: String) -> [String] {
        section.labels.filter { $0.name == label }.map(\.value)
            + section.overrides.flatMap { $0.value.labels.filter { $0.name == label }.map(\.value) }
    }

    // MARK: What they give

    /// The type and unit that all members have for the signals of an input; an error where they do not agree.
    func gatheredTypes(of input: Named<InputSection>) -> [String: ValueType] {
        guard let index = gatherings.firstIndex(where: { $0.name == input.name }) else { return [:] }
        let gathering = gatherings[index]
        var types: [String: ValueType] = [:]
        for signal in input.value.signals {
            let name = signal.value.path ?? signal.name
            let givers = gathering.compilers.filter { $0.signals.contains { $0.name == name } }
            guard !givers.isEmpty else {
                report(missing: name, gathering, at: signal.mark)
                continue
            }
            do throws(Disagreement) {
                let (type, unit) = try agree(name, among: givers)
                types[signal.name] = type
                gatheredUnits[signal.name] = unit
                for giver in givers { site.gather(name, of: giver) }
            } catch {
                gatherings[index].disagreements.insert(name)
                diagnostics.error(error.message, mend: error.mend, at: signal.mark)
            }
        }
        return types
    }

    private func report(missing name: String, _ gathering: Gathering, at mark: Mark) {
        let known = gathering.compilers.flatMap { $0.signals.map(\.name) }
        // Where there are no members at all, that was told.
        guard !gathering.compilers.isEmpty else { return }
        let isOther = gathering.compilers.contains { $0.exportedType(of: name) != nil }
        diagnostics.error(
            isOther ? "'\(name)' is no signal of the members, but a value" : "no member has a signal '\(name)'",
            mend: isOther
                ? "write sum(\(gathering.name).\(name)) in an expression instead"
                : NearestName.nearest(to: name, among: known).map { "write '\($0)'" }, at: mark)
    }

    /// Why a value of members cannot be gathered.
    struct Disagreement: Error {
        let message: String
        let mend: String
    }

    func agree(
        _ name: String, among givers: [TemplateCompiler]
    ) throws(Disagreement) -> (type: ValueType, unit: String?) {
        var type: ValueType?
        var unit: (text: String, giver: TemplateCompiler)?
        for giver in givers {
            let own = giver.typeForMembers(name)
            if let first = type, first != own, first != .dyn, own != .dyn {
                throw Disagreement(
                    message: "'\(name)' is \(first) for some members and \(own) for others",
                    mend: "gather them in two inputs")
            }
            if type == nil || type == .dyn { type = own }
            guard let text = giver.units[name] else { continue }
            if let unit, unit.text != text {
                throw Disagreement(
                    message: "'\(name)' is in \(unit.text) in \(unit.giver.path) and in \(text) in \(giver.path)",
                    mend: "convert one of them there, or gather them in two inputs")
            }
            unit = (text, giver)
        }
        return (type ?? .dyn, unit?.text)
    }

    private var path: String { section.deviceMark.file.path }

    /// A derived value's type is known when the file was compiled: files that gather come last.
    private func typeForMembers(_ name: String) -> ValueType {
        table.environment.type(of: name) ?? exportedType(of: name) ?? .dyn
    }

    /// The signal that says whose reading it is.
    func declareMemberSignal() {
        guard let gathering = gatherings.first,
            table.claim(TemplateCompiler.memberSignal, "it", at: gathering.mark, diagnostics)
        else { return }
        table.add(TemplateCompiler.memberSignal, .string, kind: .signal)
        signalTypes[TemplateCompiler.memberSignal] = .string
        signals.append(SignalDraft(name: TemplateCompiler.memberSignal, setting: nil))
    }

    // MARK: The plan

    var gatheringPlans: [GatheringPlan] {
        gatherings.map { gathering in
            let input = section.inputs[gathering.input].value
            return GatheringPlan(
                input: gathering.input, memberSignal: table.slot(of: TemplateCompiler.memberSignal) ?? 0,
                readings: input.signals.compactMap { signal in
                    table.slot(of: signal.name).map {
                        GatheringPlan.Value(name: signal.value.path ?? signal.name, slot: $0)
                    }
                }, values: gathering.values)
        }
    }

    /// - Parameter index: of a file's template in the plan.
    func memberships(_ index: (TemplateCompiler) -> Int?) -> [MembershipPlan] {
        gatherings.enumerated().flatMap { position, gathering in
            gathering.sources.flatMap { device, sources in
                sources.compactMap { source in
                    index(source.compiler).map {
                        MembershipPlan(
                            gatherer: device, gathering: position, template: $0, devices: source.devices)
                    }
                }
            }
        }
    }
}
