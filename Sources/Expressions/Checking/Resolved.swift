/// An expression whose names and overloads are resolved, with the static type of each node.
struct Resolved: Sendable {
    let kind: Kind
    let type: ValueType

    init(_ kind: Kind, _ type: ValueType) {
        self.kind = kind
        self.type = type
    }

    indirect enum Kind: Sendable {
        case constant(Value)
        /// What unchecked expressions leave to evaluation.
        case failure(EvaluationError)
        case slot(Int)
        case local(Int)
        case select(Resolved, field: String, optional: Bool)
        case has(Resolved, field: String, optional: Bool)
        case not(Resolved)
        case and(Resolved, Resolved)
        case or(Resolved, Resolved)
        case conditional(Resolved, Resolved, Resolved)
        case builtin(Builtin, [Resolved])
        /// A function of the field over doubles.
        case field(FieldOperation, [Resolved])
        case host([HostFunction], [Resolved])
        case list([Element])
        case map([Entry])
        case comprehension(ResolvedComprehension)
        case binding(local: Int, value: Resolved, body: Resolved)
        case optionalMap(Resolved, local: Int, body: Resolved, flat: Bool)
        /// `or`, or `orValue` when it unwraps; the second is only evaluated when the first is empty.
        case optionalOr(Resolved, Resolved, unwraps: Bool)
    }
}

extension Resolved {
    struct Element: Sendable {
        let value: Resolved
        let optional: Bool
    }

    struct Entry: Sendable {
        let key: Resolved
        let value: Resolved
        let optional: Bool
    }
}

struct ResolvedComprehension: Sendable {
    let kind: Comprehension.Kind
    let range: Resolved
    let first: Int
    let second: Int?
    let condition: Resolved?
    let body: Resolved
}
