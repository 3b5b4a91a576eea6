/// One step of a compiled program. Nodes lie in one array, children before their parents, and refer to each other by index,
/// so that walking them counts no references.
struct Node {
    enum Operation: UInt8 {
        // Leaves: a is an index of a slot, a local, a constant or an error.
        case slot, local, constant, failure
        /// The value is in `bits`.
        case constantDouble, constantInt, constantBool
        // Logic over the children a, b and c.
        case not, and, or, conditional
        // Over two doubles a and b.
        case lessDouble, lessOrEqualDouble, greaterDouble, greaterOrEqualDouble, equalDouble, notEqualDouble
        /// A double slot a against the double in `bits`.
        case lessSlot, lessOrEqualSlot, greaterSlot, greaterOrEqualSlot
        case addDouble, subtractDouble, multiplyDouble, divideDouble, negateDouble
        /// Over two ints a and b; c is the raw value of the builtin.
        case compareInt, arithmeticInt
        /// Over any values: c is the raw value of the builtin, a and b the arguments, or the start and count of a list of them.
        case builtin1, builtin2, builtinMany
        /// A string a against the pattern b.
        case matchPattern
        /// A function of the field over the doubles a and b, or over those of the list at a; c is its raw value.
        case field1, field2, fieldMany
        /// A host's function a over the argument list b of length c; over doubles the list is b, or b itself, or b and c.
        case host, hostDouble1, hostDouble2, hostDouble3
        /// The field in constant b of a; c is 1 when optional.
        case select, has
        /// The list of children a of length b; an entry's lowest bit says it is optional.
        case list, map
        /// The loop a.
        case comprehension
        /// The value b in the local a, for the body c.
        case binding
        /// The optional a, in the local b, for the body c; `bits` is 1 when flat.
        case optionalMap
        /// The optional a, or else b; c is 1 when it unwraps.
        case optionalOr
    }

    var operation: Operation
    var a: Int32 = 0
    var b: Int32 = 0
    var c: Int32 = 0
    var bits: UInt64 = 0
}

/// A loop over a list or a map.
struct Loop: Sendable {
    let kind: Comprehension.Kind
    let range: Int32
    let first: Int32
    let second: Int32?
    let condition: Int32?
    let body: Int32
    /// Steps an iteration costs: the nodes of the condition and the body.
    let cost: Int
}

/// A compiled expression.
final class Code: Sendable {
    // Made with the object, never changed, and gone with it; every evaluation walks them, and asks an array for nothing.
    nonisolated(unsafe) let nodes: UnsafeBufferPointer<Node>
    let constants: [Value]
    let errors: [EvaluationError]
    let children: [Int32]
    let functions: [[HostFunction]]
    let patterns: [Pattern]
    let loops: [Loop]
    let zoneOffset: Environment.ZoneOffset
    let localCount: Int
    let slotsRead: [Int]
    /// -1 where none is read.
    let highestSlot: Int

    init(_ builder: CodeBuilder, localCount: Int, slotsRead: [Int]) {
        let nodes = UnsafeMutableBufferPointer<Node>.allocate(capacity: builder.nodes.count)
        _ = nodes.initialize(from: builder.nodes)
        self.nodes = UnsafeBufferPointer(nodes)
        constants = builder.constants
        errors = builder.errors
        children = builder.children
        functions = builder.functions
        patterns = builder.patterns
        loops = builder.loops
        zoneOffset = builder.zoneOffset
        self.localCount = localCount
        self.slotsRead = slotsRead
        highestSlot = slotsRead.last ?? -1
    }

    deinit { nodes.deallocate() }
}
