internal import Expressions
public import Telemetry

extension Engine {
    /// The tables of which the files say something else than the engine was told, as inputs: for after a start and a
    /// reload; after the first start these are all. They belong into the journal like readings, so that what was looked
    /// up can be looked up again, whatever the files say by then.
    public func changedTables(now: Instant) -> [Input] {
        plan.tables.indices.compactMap { index in
            guard !hasToldTable[index] || tables[index].content != plan.tables[index].content else { return nil }
            return Engine.input(plan.tables[index].content, of: plan.tables[index].name, now: now)
        }
    }

    /// The tables that are in force, as inputs: for who follows the inputs from here on.
    public func presentTables() -> [Input] {
        plan.tables.indices.map { Engine.input(tables[$0].content, of: plan.tables[$0].name, now: now) }
    }

    private static func input(_ content: TableContent, of name: String, now: Instant) -> Input {
        var input = Input()
        input.kind = .table
        input.now = now
        input.name = name
        input.table = content
        return input
    }

    /// A table has another content. One that no expression asks any more, or whose columns are others by now, is passed
    /// over, and so is what is known already.
    mutating func take(table input: borrowing Input) {
        let name = input.name
        guard let content = input.table, let index = plan.tables.firstIndex(where: { $0.name == name }),
            content.hasShape(of: plan.tables[index].content)
        else { return }
        hasToldTable[index] = true
        guard content != tables[index].content else { return }
        tables[index] = LookupTable(content)
        var hash = StableHash(seed: pass.identitySeed)
        hash.combine(name)
        hash.combine(pass.now.milliseconds)
        for device in devices.indices {
            let template = plan.templates[devices[device].template]
            guard template.tables.contains(where: { $0.table == index }) else { continue }
            pass.device = device
            pass.cause = devices[device].cause(identity: hash.value, kind: .edge, pass)
            for use in template.tables where use.table == index {
                devices[device].slots[use.slot] = tables[index].value(of: use.column)
                devices[device].mark(use.slot, template, &pass)
            }
            devices[device].settle(template, &pass)
            propagate(from: device)
        }
    }

    /// What a table said when the inputs that are to come began: of an engine before its first input, so that nothing is
    /// judged by what the files say today. Passed over like an input that speaks of no table there is.
    public mutating func assume(table input: borrowing Input) {
        let name = input.name
        guard let content = input.table, let index = plan.tables.firstIndex(where: { $0.name == name }),
            content.hasShape(of: plan.tables[index].content)
        else { return }
        hasToldTable[index] = true
        tables[index] = LookupTable(content)
        for device in devices.indices {
            look(device)
            let template = plan.templates[devices[device].template]
            devices[device].deriveAll(template)
            devices[device].forgetMemories()
            devices[device].noteFirst(template, now: pass.now)
        }
    }

    /// Gives a device's slots what the tables have.
    mutating func look(_ device: Int) {
        for use in plan.templates[devices[device].template].tables {
            devices[device].slots[use.slot] = tables[use.table].value(of: use.column)
        }
    }

    func writeTables(to bytes: inout ByteWriter) {
        bytes.count(tables.count)
        for (index, table) in tables.enumerated() {
            bytes.text(plan.tables[index].name)
            bytes.block { table.content.write(to: &$0) }
        }
    }

    mutating func readTables(from bytes: inout ByteReader) throws(MalformedBytes) {
        for _ in 0..<(try bytes.count()) {
            let name = try bytes.text()
            var block = try bytes.block()
            let content = try TableContent(from: &block)
            guard let index = plan.tables.firstIndex(where: { $0.name == name }),
                content.hasShape(of: plan.tables[index].content)
            else { continue }
            hasToldTable[index] = true
            guard content != tables[index].content else { continue }
            tables[index] = LookupTable(content)
        }
        for device in devices.indices { look(device) }
    }
}
