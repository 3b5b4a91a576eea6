internal import Documents
internal import Engine
internal import Expressions

/// Aggregates over what members have at present: `sum(pumps.power)`, `count(pumps.temperature > 80.0)`.
extension TemplateCompiler {
    /// The slot of an aggregate over members, such as `sum(pumps.power)`; nil where it is something else.
    func memberAggregate(_ expression: Expression, in written: Written) throws(Unresolved) -> String? {
        if let (gathering, name) = memberName(expression) {
            let input = gatherings[gathering].name
            throw Unresolved(
                expression, "'\(input).\(name)' is a value of each member",
                mend: "write sum(\(input).\(name)), or mean, min, max, count, any, all")
        }
        guard case .call(let function, nil, let arguments) = expression.kind, arguments.count == 1,
            let aggregate = MemberAggregate(rawValue: function), let gathering = try gathering(of: arguments[0])
        else { return nil }
        let name = expression.description
        if table.slot(of: name) != nil { return name }
        let argument = try perMember(arguments[0], gathering, in: written)
        let expected: ValueType? =
            switch aggregate {
            case .sum, .mean, .min, .max: .double
            case .any, .all: .bool
            case .count: nil
            }
        guard
            let program = expressions.compile(
                argument, written.text, environment: table.environment, expected: expected)
        else { throw .told }
        let type: ValueType = expected == .bool ? .bool : .double
        let slot = table.add(name, type, kind: .memory)
        operators.append(
            OperatorPlan(
                name: name, source: .program(program), function: .members(aggregate, gathering: gathering), slot: slot))
        return name
    }

    /// The members that an expression speaks of; nil where it speaks of none.
    private func gathering(of expression: Expression) throws(Unresolved) -> Int? {
        if let (gathering, _) = memberName(expression) { return gathering }
        var found: Int?
        for child in expression.children {
            guard let gathering = try gathering(of: child) else { continue }
            if let found, found != gathering {
                throw Unresolved(
                    child, "'\(gatherings[found].name)' and '\(gatherings[gathering].name)' have other members",
                    mend: "write an aggregate of each")
            }
            found = gathering
        }
        return found
    }

    /// A name such as `pumps.power`, where `pumps` is an input that gathers.
    func memberName(_ expression: Expression) -> (gathering: Int, name: String)? {
        guard !gatherings.isEmpty, let path = expression.qualifiedName, let dot = path.firstIndex(of: "."),
            let gathering = gatherings.firstIndex(where: { $0.name == path[..<dot] })
        else { return nil }
        return (gathering, TemplateCompiler.withoutRules(String(path[path.index(after: dot)...])))
    }

    /// The same expression over slots that have one member's values while it is evaluated.
    private func perMember(
        _ expression: Expression, _ gathering: Int, in written: Written
    ) throws(Unresolved) -> Expression {
        if case .call(let function, nil, let arguments) = expression.kind,
            let form = MemoryFunction(rawValue: function), form.takes(arguments.count), form.isTold(by: arguments)
        {
            throw Unresolved(
                expression, "'\(function)' remembers, and cannot do so for each member",
                mend: "derive it in the members' file, and name that")
        }
        guard let (_, name) = memberName(expression) else {
            let kind = try expression.kind.mapChildren { (child) throws(Unresolved) in
                try perMember(child, gathering, in: written)
            }
            return Expression(kind, offset: expression.offset)
        }
        let full = "\(gatherings[gathering].name).\(name)"
        if table.slot(of: full) == nil { try declareMemberValue(name, full, gathering, expression) }
        return Expression(.identifier(name: full, leadingDot: false), offset: expression.offset)
    }

    private func declareMemberValue(
        _ name: String, _ full: String, _ gathering: Int, _ expression: Expression
    ) throws(Unresolved) {
        let compilers = gatherings[gathering].compilers
        let givers = compilers.filter { $0.exportedType(of: name) != nil }
        guard !givers.isEmpty else {
            let nearest = NearestName.nearest(to: name, among: compilers.flatMap(\.exportedNames))
            throw Unresolved(
                expression, "no member has a '\(name)'", mend: nearest.map { "write '\($0)'" } ?? "")
        }
        if gatherings[gathering].disagreements.contains(name) { throw .told }
        do throws(Disagreement) {
            let (type, unit) = try agree(name, among: givers)
            gatheredUnits[full] = unit
            for giver in givers { site.export(name, of: giver) }
            let slot = table.add(full, type, kind: .member)
            gatherings[gathering].values.append(GatheringPlan.Value(name: name, slot: slot))
        } catch {
            gatherings[gathering].disagreements.insert(name)
            throw Unresolved(expression, error.message, mend: error.mend)
        }
    }
}

extension Expression {
    fileprivate var children: [Expression] {
        var result: [Expression] = []
        kind.forEachChild { result.append($0) }
        return result
    }
}
