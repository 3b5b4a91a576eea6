extension CheckerState {
    /// A name, or a chain of selections that may begin with a dotted name: a local variable first, then the longest declared
    /// name, then the types (CEL language definition, "Name Resolution").
    mutating func resolveSelection(_ expression: Expression) -> Resolved {
        if let name = expression.qualifiedName, !beginsWithLocal(expression), let found = lookUp(name) { return found }
        switch expression.kind {
        case .select(let operand, let field, let optional):
            let resolved = resolve(operand)
            let type = fieldType(of: resolved, field: field, at: expression.offset)
            if case .failure = resolved.kind { return resolved }
            return Resolved(
                .select(resolved, field: field, optional: optional), optional ? optionalType(type) : type)
        case .identifier(let name, let leadingDot):
            if !leadingDot, let local = local(name) { return Resolved(.local(local.index), local.type) }
            return undeclared(name, at: expression.offset)
        default: return resolve(expression)
        }
    }

    func beginsWithLocal(_ expression: Expression) -> Bool {
        switch expression.kind {
        case .identifier(let name, let leadingDot): !leadingDot && local(name) != nil
        case .select(let operand, _, _): beginsWithLocal(operand)
        default: false
        }
    }

    func lookUp(_ name: String) -> Resolved? {
        for candidate in environment.candidates(for: name) {
            switch environment.variables[candidate] {
            case .slot(let slot, let type): return Resolved(.slot(slot), type)
            case .constant(let value): return Resolved(.constant(value), value.staticType)
            case nil: break
            }
            if let type = TypeName(name: candidate) { return Resolved(.constant(.type(type)), .type) }
        }
        return nil
    }

    private mutating func undeclared(_ name: String, at offset: Int) -> Resolved {
        guard strictness == .strict else { return Resolved(.failure(.undeclaredName), .dyn) }
        let known = environment.names + scope.map(\.name)
        let mend: String
        if let word = Mend.booleanWord(name) {
            mend = "write \(word)"
        } else if let suggestion = Suggestion.nearest(to: name, among: known) {
            mend = "did you mean '\(suggestion)'?"
        } else {
            mend = "declare it, or quote it if it is text"
        }
        return refuse(.undeclaredName, at: offset, "there is no \(MessageText.quoted(name))", mend: mend)
    }

    /// The type of `operand.field`, without the optional an optional selection adds.
    mutating func fieldType(of operand: Resolved, field: String, at offset: Int) -> ValueType {
        switch types.resolve(operand.type) {
        case .map(let key, let value):
            if !types.assign([.string], to: [key]) {
                let keyText = Mend.article(types.close(key))
                report(
                    at: offset, "the map's keys are no strings, so it has no field \(MessageText.quoted(field))",
                    mend: "write [key] with \(keyText)")
            }
            return value
        case .optional(let wrapped):
            return optionalType(fieldType(of: Resolved(operand.kind, wrapped), field: field, at: offset))
        case .dyn, .parameter: return .dyn
        case let other:
            report(
                at: offset, "\(Mend.article(other)) has no field \(MessageText.quoted(field))",
                mend: "only maps have fields")
            return .dyn
        }
    }

    /// Optionals do not nest by selection.
    func optionalType(_ type: ValueType) -> ValueType {
        if case .optional = type { return type }
        return .optional(type)
    }
}
