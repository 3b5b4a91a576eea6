/// What the checker has found out about the types it had to leave open, such as the element type of `[]`.
///
/// Assignability is two-way with `dyn` and with open types, which are then bound to what they meet (CEL language definition,
/// "Gradual type checking").
struct TypeVariables {
    private var bindings: [ValueType?] = []

    mutating func fresh() -> ValueType {
        bindings.append(nil)
        return .parameter(bindings.count - 1)
    }

    /// A signature's types with its parameters replaced by fresh ones; A is 0, B is 1.
    mutating func instantiate(_ types: [ValueType]) -> [ValueType] {
        var replacements: [Int: ValueType] = [:]
        return types.map { instantiate($0, &replacements) }
    }

    private mutating func instantiate(_ type: ValueType, _ replacements: inout [Int: ValueType]) -> ValueType {
        switch type {
        case .parameter(let number):
            if let known = replacements[number] { return known }
            let new = fresh()
            replacements[number] = new
            return new
        case .list(let element): return .list(instantiate(element, &replacements))
        case .map(let key, let value):
            let newKey = instantiate(key, &replacements)
            return .map(newKey, instantiate(value, &replacements))
        case .optional(let wrapped): return .optional(instantiate(wrapped, &replacements))
        case .wrapper(let wrapped): return .wrapper(instantiate(wrapped, &replacements))
        default: return type
        }
    }

    /// The type with everything known filled in.
    func resolve(_ type: ValueType) -> ValueType { resolve(type, open: { .parameter($0) }) }

    /// Like `resolve(_:)`, and what is still open is `dyn`.
    func close(_ type: ValueType) -> ValueType { resolve(type, open: { _ in .dyn }) }

    private func resolve(_ type: ValueType, open: (Int) -> ValueType) -> ValueType {
        switch type {
        case .parameter(let number): bindings[number].map { resolve($0, open: open) } ?? open(number)
        case .list(let element): .list(resolve(element, open: open))
        case .map(let key, let value): .map(resolve(key, open: open), resolve(value, open: open))
        case .optional(let wrapped): .optional(resolve(wrapped, open: open))
        case .wrapper(let wrapped): .wrapper(resolve(wrapped, open: open))
        default: type
        }
    }

    /// Whether all can be assigned; nothing is bound unless all can.
    mutating func assign(_ sources: [ValueType], to targets: [ValueType]) -> Bool {
        guard sources.count == targets.count else { return false }
        let before = bindings
        for (source, target) in zip(sources, targets) where !assign(source, to: target) {
            bindings = before
            return false
        }
        return true
    }

    /// Whether a value of the source type may stand where the target type is wanted. May leave bindings when it fails.
    mutating func assign(_ source: ValueType, to target: ValueType) -> Bool {
        if case .parameter(let number) = target { return bind(number, source) }
        if case .parameter(let number) = source { return bind(number, target) }
        switch (source, target) {
        case (.dyn, _), (_, .dyn): return true
        case (.null, let other), (let other, .null): return other.canBeNull
        case (.wrapper(let from), .wrapper(let to)), (.wrapper(let from), let to), (let from, .wrapper(let to)):
            return assign(from, to: to)
        case (.list(let from), .list(let to)), (.optional(let from), .optional(let to)): return assign(from, to: to)
        case (.map(let fromKey, let fromValue), .map(let toKey, let toValue)):
            return assign(fromKey, to: toKey) && assign(fromValue, to: toValue)
        default: return source == target
        }
    }

    private mutating func bind(_ number: Int, _ type: ValueType) -> Bool {
        if case .parameter(number) = type { return true }
        guard let known = bindings[number] else {
            guard !mentions(type, number) else { return false }
            bindings[number] = type
            return true
        }
        guard assign(type, to: known) else { return false }
        let general = mostGeneral(type, known)
        if !mentions(general, number) { bindings[number] = general }
        return true
    }

    private func mentions(_ type: ValueType, _ number: Int) -> Bool {
        switch type {
        case .parameter(let other): other == number || (bindings[other].map { mentions($0, number) } ?? false)
        case .list(let inner), .optional(let inner), .wrapper(let inner): mentions(inner, number)
        case .map(let key, let value): mentions(key, number) || mentions(value, number)
        default: false
        }
    }

    /// The type of a collection that holds both; `dyn` when they have nothing in common.
    mutating func join(_ first: ValueType, _ second: ValueType) -> ValueType {
        let before = bindings
        if assign(first, to: second) { return mostGeneral(first, second) }
        bindings = before
        return .dyn
    }

    func mostGeneral(_ first: ValueType, _ second: ValueType) -> ValueType {
        if isAsGeneral(first, as: second) { return first }
        return isAsGeneral(second, as: first) ? second : first
    }

    private func isAsGeneral(_ first: ValueType, as second: ValueType) -> Bool {
        switch (first, second) {
        // What can be null is as general as null, wherever of the two null stands.
        case (_, .null) where first.canBeNull: true
        case (.dyn, _), (.parameter, _): true
        case (_, .dyn), (_, .parameter): false
        case (.list(let a), .list(let b)), (.optional(let a), .optional(let b)), (.wrapper(let a), .wrapper(let b)):
            isAsGeneral(a, as: b)
        case (.map(let a, let b), .map(let c, let d)): isAsGeneral(a, as: c) && isAsGeneral(b, as: d)
        default: first == second
        }
    }
}
