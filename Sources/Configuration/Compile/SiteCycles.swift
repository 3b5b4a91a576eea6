internal import Documents
internal import Engine
internal import Expressions

/// Finds rules and derived values of several files that depend on one another in a circle. Within one file
/// `EvaluationOrder` has found them already.
struct SiteCycles {
    private struct Place: Hashable {
        var template: Int
        var slot: Int
    }

    private let templates: [Template]
    private let files: [File]
    private let memberships: [MembershipPlan]
    private var nodes: [(name: String, template: Int, isRule: Bool)] = []
    /// The template of each listed device, and those that take any.
    private var owners: [String: Int] = [:]
    private let open: [Int]
    private var makers: [Place: Int] = [:]
    private var reads: [[Place]] = []

    /// Where the parts of a template stand.
    struct File {
        let mark: Mark
        /// Of a template that reads other devices.
        let rules: [(name: String, mark: Mark)]
    }

    /// - Parameter files: those of the templates.
    init(_ templates: [Template], _ files: [File], memberships: [MembershipPlan] = []) {
        self.templates = templates
        self.memberships = memberships
        self.files = files
        open = templates.indices.filter { templates[$0].isOpen }
        for (index, template) in templates.enumerated() {
            for device in template.devices where owners[device.name] == nil { owners[device.name] = index }
            for node in template.nodes { add(node, of: template, index) }
        }
    }

    private mutating func add(_ node: PlanNode, of template: Template, _ index: Int) {
        let slot: Int
        let read: [Int]
        switch node {
        case .derived(let plan): (slot, read) = (plan.slot, plan.program.slotsRead)
        case .operator(let plan): (slot, read) = (template.operators[plan].slot, template.operators[plan].slotsRead)
        case .rule(let rule): (slot, read) = (template.rules[rule].raisedSlot, template.rules[rule].slotsRead)
        case .score(let score): (slot, read) = (template.scores[score].signal, template.scores[score].slotsRead)
        }
        makers[Place(template: index, slot: slot)] = nodes.count
        let isRule = if case .rule = node { true } else { false }
        nodes.append((name: template.slots[slot].name, template: index, isRule: isRule))
        reads.append(read.filter { $0 < template.slots.count }.map { Place(template: index, slot: $0) })
    }

    func check(_ diagnostics: Diagnostics) {
        let uses = reads.map { places in places.flatMap { place in sources(of: place).compactMap { makers[$0] } } }
        switch DependencyOrder.sort(uses) {
        case .failure(let cycle):
            let names = (cycle.items + [cycle.items[0]]).map { name(of: nodes[$0]) }
            diagnostics.error(
                "rules of several devices depend on one another in a circle: \(names.joined(separator: " -> "))",
                mend: "break the circle", at: mark(of: cycle.items[0]))
        case .success(let order):
            let chain = RuleChain.longest(uses, order: order) { nodes[$0].isRule }
            // Within one file it was found there.
            guard Set(chain.map { nodes[$0].template }).count > 1 else { return }
            RuleChain.check(chain.map { name(of: nodes[$0]) }, diagnostics, at: chain.last.map(mark))
        }
    }

    /// Where a value comes from: for one of another device, its place there. A device that no file lists may be one of
    /// any file that takes any.
    private func sources(of place: Place) -> [Place] {
        let template = templates[place.template]
        if case .member = template.slots[place.slot].kind { return membersPlaces(place, template) }
        guard let plan = template.imports.first(where: { $0.slot == place.slot }) else { return [place] }
        return (owners[plan.device].map { [$0] } ?? open).compactMap { owner in
            templates[owner].slots.firstIndex { $0.name == plan.name }.map { Place(template: owner, slot: $0) }
        }
    }

    /// Where the members have what an aggregate asks of each.
    private func membersPlaces(_ place: Place, _ template: Template) -> [Place] {
        let names = template.gatherings.flatMap(\.values).filter { $0.slot == place.slot }.map(\.name)
        let members = memberships.filter { membership in template.devices.contains { $0.name == membership.gatherer } }
        return Set(members.map(\.template)).sorted().flatMap { member in
            templates[member].slots.indices.filter { names.contains(templates[member].slots[$0].name) }
                .map { Place(template: member, slot: $0) }
        }
    }

    private func mark(of node: Int) -> Mark {
        let (name, template, isRule) = nodes[node]
        let rule = isRule ? String(name.dropLast(".raised".count)) : ""
        return files[template].rules.first { $0.name == rule }?.mark ?? files[template].mark
    }

    private func name(of node: (name: String, template: Int, isRule: Bool)) -> String {
        let name = node.isRule ? String(node.name.dropLast(".raised".count)) : node.name
        return "\(name) (\(files[node.template].mark.file.path))"
    }
}
