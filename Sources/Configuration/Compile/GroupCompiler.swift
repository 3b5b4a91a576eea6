internal import Documents
internal import Engine
internal import Telemetry

/// Turns the groups of `weir.yaml` into limits over the actuators of the templates.
struct GroupCompiler {
    let templates: [Template]
    let diagnostics: Diagnostics

    func compile(_ groups: [Named<GroupSection>]) -> [GroupPlan] {
        groups.compactMap { group in
            let members = group.value.members.compactMap { member($0, group.value) }
            for (index, member) in members.enumerated()
            where members[..<index].contains(where: { $0.device == member.device && $0.actuator == member.actuator }) {
                diagnostics.error(
                    "'\(member.device).\(member.actuator)' is a member twice", mend: "remove one",
                    at: group.value.membersMark)
            }
            guard members.count == group.value.members.count, !members.isEmpty else { return nil }
            let settings = GroupSettings(
                members: members.count, oneStartPer: group.value.oneStartPer, limit: limit(group.value, members),
                atMost: group.value.atMost, isExclusive: group.value.isExclusive, deadTime: group.value.deadTime)
            if settings.isExclusive || settings.limit != nil || settings.atMost != nil {
                checkSafe(members, group.value)
            }
            return GroupPlan(
                name: group.name, settings: settings, members: members, measured: group.value.limit?.sum,
                shape: group.value.shape)
        }
    }

    private func member(_ text: String, _ group: GroupSection) -> GroupPlan.Member? {
        // A device's name may have dots in it, an actuator's has none.
        guard let dot = text.lastIndex(of: ".") else {
            diagnostics.error(
                "'\(text)' names no actuator", mend: "write DEVICE.ACTUATOR, such as c1.motor", at: group.membersMark)
            return nil
        }
        let device = String(text[..<dot])
        let actuator = String(text[text.index(after: dot)...])
        guard let template = template(of: device) else {
            let names = templates.flatMap { $0.devices.map(\.name) }
            let mend = NearestName.nearest(to: device, among: names).map { "write '\($0)'" }
            diagnostics.error(
                "there is no device '\(device)'", mend: mend ?? "list it in its device file", at: group.membersMark)
            return nil
        }
        guard template.actuators.contains(where: { $0.name == actuator }) else {
            let mend = NearestName.nearest(to: actuator, among: template.actuators.map(\.name)).map { "write '\($0)'" }
            diagnostics.error("'\(device)' has no actuator '\(actuator)'", mend: mend, at: group.membersMark)
            return nil
        }
        return GroupPlan.Member(device: device, actuator: actuator)
    }

    private func template(of device: String) -> Template? {
        templates.first { $0.devices.contains { $0.name == device } }
    }

    private func limit(_ group: GroupSection, _ members: [GroupPlan.Member]) -> GroupSettings.Limit? {
        guard let limit = group.limit, let sum = limit.sum, let maximum = limit.maximum else { return nil }
        guard let written = unit(maximum.unit, at: limit.maximumMark) else { return nil }
        let (unit, greatest) = converted(maximum.value, written, members, sum: sum)
        for member in members {
            guard let signal = template(of: member.device)?.signals.first(where: { $0.name == sum }) else {
                diagnostics.error("'\(member.device)' has no signal '\(sum)'", at: limit.sumMark)
                continue
            }
            check(signal, against: unit, of: maximum.unit, at: limit.maximumMark)
        }
        let reserves = members.map { member -> Double in
            guard let reserve = limit.reserve.first(where: { $0.name == member.device }) else { return 0 }
            guard let own = self.unit(reserve.value.unit, at: reserve.mark), let conversion = own.conversion(to: unit)
            else {
                diagnostics.error(
                    "'\(reserve.value.unit)' and '\(maximum.unit)' measure different things",
                    mend: "write the reserve in \(maximum.unit)", at: reserve.mark)
                return 0
            }
            let value = conversion(reserve.value.value)
            if value > greatest {
                diagnostics.error(
                    "'\(reserve.name)' could never start: its reserve is above the maximum",
                    mend: "write a greater 'max', or a smaller reserve", at: reserve.mark)
            }
            return value
        }
        for reserve in limit.reserve where !members.contains(where: { $0.device == reserve.name }) {
            let mend = NearestName.nearest(to: reserve.name, among: members.map(\.device)).map { "write '\($0)'" }
            diagnostics.error("'\(reserve.name)' is no member's device", mend: mend ?? "remove it", at: reserve.mark)
        }
        return GroupSettings.Limit(
            maximum: greatest, reserves: reserves, runUp: limit.runUp,
            onStale: group.onStale)
    }

    /// The maximum in the unit of what is added up, where the members agree on one that measures the same.
    private func converted(
        _ maximum: Double, _ unit: Unit, _ members: [GroupPlan.Member], sum: String
    ) -> (unit: Unit, maximum: Double) {
        let units = members.map { member in
            template(of: member.device)?.signals.first { $0.name == sum }?.unit
        }
        // A unit that is none is told where it stands.
        guard let text = units.first ?? nil, units.allSatisfy({ $0 == text }), let own = try? Unit(parsing: text),
            own != unit, let conversion = unit.conversion(to: own)
        else { return (unit, maximum) }
        return (own, conversion(maximum))
    }

    private func unit(_ text: String, at mark: Mark) -> Unit? {
        do throws(UnitError) {
            return try Unit(parsing: text)
        } catch {
            diagnostics.error(error.message, mend: error.mend.isEmpty ? nil : error.mend, at: mark)
            return nil
        }
    }

    /// What is added up must be in the unit of the maximum.
    private func check(_ signal: SignalPlan, against unit: Unit, of text: String, at mark: Mark) {
        guard let own = signal.unit else {
            diagnostics.warning(
                "nothing says that '\(signal.name)' is in \(text)",
                mend: "write 'unit: \(text)' for it under signals", at: mark)
            return
        }
        do throws(UnitError) {
            let present = try Unit(parsing: own)
            if present != unit {
                let isOfOneKind = present.conversion(to: unit) != nil
                diagnostics.error(
                    "'\(signal.name)' is in \(own), the maximum in \(text)",
                    mend: isOfOneKind
                        ? "give '\(signal.name)' of all members one unit" : "write the maximum in \(own)", at: mark)
            }
        } catch {
            // Told where the unit stands.
        }
    }

    /// Nothing keeps an actuator from its safe value, so one that is safe when on cannot be limited.
    private func checkSafe(_ members: [GroupPlan.Member], _ group: GroupSection) {
        for member in members {
            guard let actuator = template(of: member.device)?.actuators.first(where: { $0.name == member.actuator }),
                actuator.safe
            else { continue }
            diagnostics.error(
                "'\(member.device).\(member.actuator)' is safe when it is on, so nothing may keep it off",
                mend: "take it out of the group", at: group.membersMark)
        }
    }
}
