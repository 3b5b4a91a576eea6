/// How a field's value is read: its shape for people and tools, and the function that reads it.
///
/// The types of the field are `.boolean`, `.duration`, `.name` and so on; sections make their own with ``map(_:)`` or
/// ``init(shape:read:)``.
public struct FieldType<Value: Sendable>: Sendable {
    public let shape: FieldShape
    let read: @Sendable (Node, ReadingContext) -> Value?

    /// - Parameter read: Gives nil only after an error was reported.
    public init(shape: FieldShape, read: @escaping @Sendable (Node, ReadingContext) -> Value?) {
        self.shape = shape
        self.read = read
    }

    /// A type that reads one scalar, `${VAR}` expanded.
    public init(shape: FieldShape, scalar parse: @escaping @Sendable (Scalar) throws(ValueProblem) -> Value) {
        self.init(shape: shape) { node, context in context.read(node, parse) }
    }

    /// This type, its value made into another; what `transform` throws is reported at the value.
    public func map<New: Sendable>(
        _ transform: @escaping @Sendable (Value) throws(ValueProblem) -> New
    ) -> FieldType<New> {
        FieldType<New>(shape: shape) { node, context in
            guard let value = read(node, context) else { return nil }
            do throws(ValueProblem) {
                return try transform(value)
            } catch {
                context.diagnostics.error(error, in: node)
                return nil
            }
        }
    }

    /// This type, and another one where a mapping is written.
    public func orMapping(_ other: FieldType<Value>) -> FieldType<Value> {
        FieldType(shape: .either([shape, other.shape])) { node, context in
            node.entries == nil ? read(node, context) : other.read(node, context)
        }
    }

    /// This type, and another one where a list is written.
    public func orList(_ other: FieldType<Value>) -> FieldType<Value> {
        FieldType(shape: .either([shape, other.shape])) { node, context in
            node.elements == nil ? read(node, context) : other.read(node, context)
        }
    }
}
