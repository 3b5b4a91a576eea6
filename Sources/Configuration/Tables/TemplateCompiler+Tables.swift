internal import Documents
internal import Engine
internal import Expressions

/// Lookup tables in expressions: a column becomes a variable that is a map from keys, so that each has a type of its own.
extension TemplateCompiler {
    /// A table that a file may speak of.
    struct KnownTable {
        let name: String
        let mark: Mark
        /// Index among the reader's plans; nil where it could not be read.
        let index: Int?
    }

    /// Claims the names of the file's tables; those of the gateway are known where the file has no such name itself.
    func declareTables(_ reader: TableReader, gateway: [KnownTable]) {
        tablePlans = reader
        for table in section.tables where table.claim(in: self) {
            tables.append(KnownTable(name: table.name, mark: table.mark, index: reader.table(table.value)))
        }
        for known in gateway where table.mark(of: known.name) == nil { tables.append(known) }
    }

    /// `limits[device].max` is `limits.max[device]` inside, and `device in limits` asks the keys. Nil for anything else.
    func tableLookup(_ expression: Expression, in written: Written) throws(Unresolved) -> Expression? {
        guard !tables.isEmpty else { return nil }
        switch expression.kind {
        case .select(let row, let column, let isOptional):
            guard let (known, key, isOptionalKey) = self.row(row) else { return nil }
            return try lookup(known, key, column, isOptional: isOptional || isOptionalKey, expression, written)
        case .index(let row, let column, let isOptional):
            guard let (known, key, isOptionalKey) = self.row(row), case .literal(.string(let name)) = column.kind else {
                return nil
            }
            return try lookup(known, key, name, isOptional: isOptional || isOptionalKey, expression, written)
        case .has(let row, let column, _):
            guard let (known, key, _) = self.row(row) else { return nil }
            let map = try variable(known, column, expression)
            let kind = Expression.Kind.binary(.in, try resolve(key, in: written), map)
            return Expression(kind, offset: expression.offset)
        case .identifier(let name, false):
            guard let known = tables.first(where: { $0.name == name }) else { return nil }
            return try variable(known, nil, expression)
        default: return nil
        }
    }

    /// `limits[key]`.
    private func row(_ expression: Expression) -> (KnownTable, key: Expression, isOptional: Bool)? {
        guard case .index(let base, let key, let isOptional) = expression.kind,
            case .identifier(let name, false) = base.kind, let known = tables.first(where: { $0.name == name })
        else { return nil }
        return (known, key, isOptional)
    }

    private func lookup(
        _ known: KnownTable, _ key: Expression, _ column: String, isOptional: Bool, _ expression: Expression,
        _ written: Written
    ) throws(Unresolved) -> Expression {
        let map = try variable(known, column, expression)
        return Expression(
            .index(map, key: try resolve(key, in: written), optional: isOptional), offset: expression.offset)
    }

    /// The variable for a column, or (nil) for which keys there are.
    private func variable(
        _ known: KnownTable, _ column: String?, _ expression: Expression
    ) throws(Unresolved) -> Expression {
        guard let index = known.index, let content = tablePlans?.plans[index].content else { throw .told }
        let name = column.map { "\(known.name).\($0)" } ?? known.name
        if table.slot(of: name) == nil {
            var place: Int?
            if let column {
                place = content.columns.firstIndex { $0.name == column }
                guard place != nil else {
                    let nearest = NearestName.nearest(to: column, among: content.columns.map(\.name))
                    throw Unresolved(
                        expression, "the table '\(known.name)' has no column '\(column)'",
                        mend: nearest.map { "write '\($0)'" } ?? "")
                }
            }
            let type = place.map { content.columns[$0].type.valueType } ?? .bool
            let slot = table.add(name, .map(.string, type), kind: .table)
            tableUses.append(TableUse(table: index, column: place, slot: slot))
        }
        return Expression(.identifier(name: name, leadingDot: false), offset: expression.offset)
    }
}

extension Named<TableSection> {
    fileprivate func claim(in compiler: TemplateCompiler) -> Bool {
        compiler.table.claim(name, "the table", at: mark, compiler.diagnostics)
    }
}

extension TableContent.ColumnType {
    fileprivate var valueType: ValueType {
        switch self {
        case .number: .double
        case .flag: .bool
        case .text: .string
        }
    }
}
