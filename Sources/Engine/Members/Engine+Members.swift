internal import Expressions
internal import Telemetry

extension Engine {
    /// Makes a new device a member of those that gather it, or finds the members of a new one that gathers.
    mutating func enrol(_ device: Int) {
        links.memberships.append([])
        guard !plan.memberships.isEmpty else { return }
        let name = devices[device].name
        let template = devices[device].template
        for membership in plan.memberships {
            if membership.includes(name, template: template), let gatherer = indices[membership.gatherer] {
                join(device, gatherer, membership)
            }
            guard membership.gatherer == name else { continue }
            for member in devices.indices
            where membership.includes(devices[member].name, template: devices[member].template) {
                join(member, device, membership)
            }
        }
    }

    private mutating func join(_ member: Int, _ gatherer: Int, _ membership: MembershipPlan) {
        let source = plan.templates[devices[member].template]
        let template = plan.templates[devices[gatherer].template]
        let gathering = template.gatherings[membership.gathering]
        func slot(of value: GatheringPlan.Value) -> Int? { source.slots.firstIndex { $0.name == value.name } }
        let values = gathering.values.map { value in
            slot(of: value).map { devices[member].slots[$0] } ?? .missing
        }
        let row = devices[gatherer].addMember(gathering: membership.gathering, values: values, template)
        links.memberships[member].append(
            Links.Membership(
                gatherer: gatherer, gathering: membership.gathering, row: row,
                readings: gathering.readings.compactMap { reading in
                    source.signals.firstIndex { $0.name == reading.name }.map { ($0, reading.slot) }
                },
                values: gathering.values.enumerated().compactMap { position, value in
                    slot(of: value).map { ($0, position) }
                }))
    }

    /// Tells those that gather a new device what there is of it.
    mutating func introduce(_ device: Int) {
        for membership in links.memberships[device] {
            for (slot, position) in membership.values {
                links.deliveries.append(
                    Links.Delivery(
                        device: membership.gatherer,
                        target: .member(gathering: membership.gathering, row: membership.row, position: position),
                        value: devices[device].slots[slot]))
            }
        }
    }

    /// Begins with what there is of members: their parameters, and that nothing has happened.
    mutating func gather() {
        guard !plan.memberships.isEmpty else { return }
        regather()
        for device in devices.indices where !devices[device].members.isEmpty {
            let template = plan.templates[devices[device].template]
            devices[device].deriveAll(template)
            devices[device].noteFirst(template, now: pass.now)
        }
    }

    /// Reads the members' values again after a snapshot was read, since they are no part of it.
    mutating func regather() {
        guard !plan.memberships.isEmpty else { return }
        for member in devices.indices {
            for membership in links.memberships[member] {
                for (slot, position) in membership.values {
                    devices[membership.gatherer].members[membership.gathering][membership.row].values[position] =
                        devices[member].slots[slot]
                }
            }
        }
        for device in devices.indices where !devices[device].members.isEmpty {
            devices[device].evaluateMembers(plan.templates[devices[device].template])
        }
    }

    /// Hands what a device has measured, and what has changed in it, to those that gather it.
    mutating func collectForGatherers(from source: Int) {
        for membership in links.memberships[source] {
            for export in pass.exports {
                for (slot, position) in membership.values where slot == export.slot {
                    links.deliveries.append(
                        Links.Delivery(
                            device: membership.gatherer,
                            target: .member(gathering: membership.gathering, row: membership.row, position: position),
                            value: export.value))
                }
            }
            var hasReading = false
            for measured in pass.measured {
                for (signal, own) in membership.readings where signal == measured.signal {
                    if !hasReading {
                        hasReading = true
                        links.deliveries.append(
                            Links.Delivery(
                                device: membership.gatherer, target: .reading(gathering: membership.gathering),
                                value: .string(devices[source].name)))
                    }
                    links.deliveries.append(
                        Links.Delivery(
                            device: membership.gatherer, target: .signal(own), value: measured.value))
                }
            }
        }
        pass.measured.removeAll(keepingCapacity: true)
    }
}
