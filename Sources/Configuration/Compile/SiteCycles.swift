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
    private let marks: [Mark]
    private var nodes: [(name: String, template: Int)] = []
    private var makers: [Place: Int] = [:]
    private var reads: [[Place]] = []

    /// - Parameter marks: where each template's file begins.
    init(_ templates: [Template], marks: [Mark]) {
        self.templates = templates
        self.marks = marks
        for (index, template) in templates.enumerated() {
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
        nodes.append((name: template.slots[slot].name, template: index))
        reads.append(read.filter { $0 < template.slots.count }.map { Place(template: index, slot: $0) })
    }

    func check(_ diagnostics: Diagnostics) {
        let uses = reads.map { places in places.compactMap { makers[source(of: $0)] } }
        guard case .failure(let cycle) = DependencyOrder.sort(uses) else { return }
        let names = (cycle.items + [cycle.items[0]]).map { name(of: nodes[$0]) }
        diagnostics.error(
            "rules of several devices depend on one another in a circle: \(names.joined(separator: " -> "))",
            mend: "break the circle", at: marks[nodes[cycle.items[0]].template])
    }

    /// Where a value comes from: for one of another device, its place there.
    private func source(of place: Place) -> Place {
        let template = templates[place.template]
        guard let plan = template.imports.first(where: { $0.slot == place.slot }),
            let owner = templates.firstIndex(where: { $0.devices.contains { $0.name == plan.device } }),
            let slot = templates[owner].slots.firstIndex(where: { $0.name == plan.name })
        else { return place }
        return Place(template: owner, slot: slot)
    }

    private func name(of node: (name: String, template: Int)) -> String {
        let name = node.name.hasSuffix(".raised") ? String(node.name.dropLast(7)) : node.name
        return "\(name) (\(marks[node.template].file.path))"
    }
}
