internal import Expressions
public import Telemetry

extension Engine {
    /// The tables of which the files say something else than the engine has, as inputs: for after a start and a reload.
    /// They belong into the journal like readings, so that what was looked up can be looked up again.
    public func changedTables(now: Instant) -> [Input] {
        plan.tables.enumerated().compactMap { index, table in
            guard tables[index].content != table.content else { return nil }
            var input = Input()
            input.kind = .table
            input.now = now
            input.name = table.name
            input.table = table.content
            return input
        }
    }

    /// A table has another content. One that no expression asks any more, or whose columns are others by now, is passed
    /// over, and so is what is known already.
    mutating func take(table input: borrowing Input) {
        let name = input.name
        guard let content = input.table, let index = plan.tables.firstIndex(where: { $0.name == name }),
            content.hasShape(of: plan.tables[index].content), content != tables[index].content
        else { return }
        tables[index] = LookupTable(content)
        var hash = StableHash(seed: pass.identitySeed)
        hash.combine(name)
        hash.combine(pass.now.milliseconds)
        for device in devices.indices {
            let template = plan.templates[devices[device].template]
            guard template.tables.contains(where: { $0.table == index }) else { continue }
            pass.device = device
            pass.cause = Cause(identity: hash.value, time: pass.now, kind: .edge)
            for use in template.tables where use.table == index {
                devices[device].slots[use.slot] = tables[index].value(of: use.column)
                devices[device].mark(use.slot, template, &pass)
            }
            devices[device].settle(template, &pass)
            propagate(from: device)
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
                content.hasShape(of: plan.tables[index].content), content != tables[index].content
            else { continue }
            tables[index] = LookupTable(content)
        }
        for device in devices.indices { look(device) }
    }
}
