/// A parsed expression. Every node knows where it stands in the text, so that a diagnostic can point there.
///
/// Macros are already expanded: `list.all(x, p)` is a `comprehension`, `has(a.b)` a `has`, `cel.bind` a `binding`.
public struct Expression: Sendable {
    public let kind: Kind
    /// UTF-8 bytes from the start of the text to the token that names the node: the operator of an operation,
    /// the name of a call or a field, the bracket of an index or a literal.
    public let offset: Int
    /// Levels of nodes, this one included; bounds the recursion of everything that walks the tree.
    public let depth: Int
    /// Nodes in the tree, this one included.
    public let nodeCount: Int

    public init(_ kind: Kind, offset: Int) {
        self.kind = kind
        self.offset = offset
        var deepest = 0
        var count = 1
        kind.forEachChild { child in
            deepest = max(deepest, child.depth)
            count += child.nodeCount
        }
        depth = deepest + 1
        nodeCount = count
    }

    public indirect enum Kind: Sendable {
        case literal(Value)
        /// A name; one with a leading dot is looked up outside all containers and local variables.
        case identifier(name: String, leadingDot: Bool)
        /// `operand.field`, or `operand.?field` when optional.
        case select(Expression, field: String, optional: Bool)
        /// `has(operand.field)`.
        case has(Expression, field: String, optional: Bool)
        /// `operand[key]`, or `operand[?key]` when optional.
        case index(Expression, key: Expression, optional: Bool)
        case unary(UnaryOperator, Expression)
        case binary(BinaryOperator, Expression, Expression)
        case conditional(Expression, then: Expression, otherwise: Expression)
        /// `function(arguments)` or `target.function(arguments)`. A call in a namespace, such as `math.abs(x)`, has the
        /// namespace as its target until the checker resolves it.
        case call(function: String, target: Expression?, arguments: [Expression])
        case list([Element])
        case map([Entry])
        /// `package.Type{field: value}`; Weir declares no message types, so the checker refuses it by name.
        case message(type: String, fields: [Field])
        case comprehension(Comprehension)
        /// `cel.bind(variable, value, body)`.
        case binding(variable: String, value: Expression, body: Expression)
        /// `target.optMap(variable, body)`, or `optFlatMap` when flat.
        case optionalMap(Expression, variable: String, body: Expression, flat: Bool)
    }

    public struct Element: Sendable {
        public let value: Expression
        /// `[?value]`: left out when the optional is empty.
        public let optional: Bool

        public init(_ value: Expression, optional: Bool = false) {
            self.value = value
            self.optional = optional
        }
    }

    public struct Entry: Sendable {
        public let key: Expression
        public let value: Expression
        public let optional: Bool

        public init(key: Expression, value: Expression, optional: Bool = false) {
            self.key = key
            self.value = value
            self.optional = optional
        }
    }

    public struct Field: Sendable {
        public let name: String
        public let value: Expression
        public let optional: Bool

        public init(name: String, value: Expression, optional: Bool = false) {
            self.name = name
            self.value = value
            self.optional = optional
        }
    }
}
