/// What an expression may refer to: variables with their types and slots, constants, functions of the host.
///
///     var environment = Environment()
///     environment.declare("temperature", .double, slot: 0)
///     environment.declare("motor.on", .bool, slot: 1)
///     environment.declare("hot", constant: .double(80))
public struct Environment: Sendable {
    enum Variable: Sendable {
        case slot(Int, ValueType)
        case constant(Value)
    }

    /// Seconds east of UTC in a named zone at seconds since 1970; nil when the zone is unknown.
    public typealias ZoneOffset = @Sendable (_ zone: String, _ epochSeconds: Int64) -> Int?

    /// The conversion between two unit codes.
    public typealias UnitConversionLookup =
        @Sendable (_ from: String, _ to: String) throws(UnitRefusal) -> LinearConversion

    /// The namespace names are looked up in first, such as `plant.line`; empty for none.
    public var container = ""
    /// Asked for IANA zone names. The default knows the rules in force for each zone, not their history.
    public var zoneOffset: ZoneOffset = { ZoneTable.offset(zone: $0, at: $1) }

    /// Whether expressions may call the functions of ``FieldFunction``; plain CEL has none of them.
    public var includesFieldFunctions = false
    /// How `convert` finds the way from one unit code to another; nil where there are no units.
    public var unitConversion: UnitConversionLookup?

    private(set) var variables: [String: Variable] = [:]
    /// By name; a method's name has a leading dot.
    private(set) var functions: [String: [HostFunction]] = [:]

    public init() {}

    /// Declares a variable whose value stands in `slots[slot]` at each evaluation. A dotted name is looked up whole,
    /// the longest first.
    public mutating func declare(_ name: String, _ type: ValueType, slot: Int) {
        precondition(slot >= 0, "a slot is an index")
        variables[name] = .slot(slot, type)
    }

    /// Declares a name for a value that never changes while the program lives, such as a parameter of a device file.
    public mutating func declare(_ name: String, constant: Value) {
        variables[name] = .constant(constant)
    }

    /// Takes a name back.
    public mutating func remove(_ name: String) {
        variables[name] = nil
    }

    /// Adds an overload of a function or method.
    public mutating func declare(_ function: HostFunction) {
        functions[function.isMethod ? "." + function.name : function.name, default: []].append(function)
    }

    /// The slot of a variable; nil for a constant, and where there is no such name.
    public func slot(of name: String) -> Int? {
        if case .slot(let slot, _) = variables[name] { slot } else { nil }
    }

    /// Whether a variable's name begins so.
    public func hasVariable(beginning prefix: String) -> Bool {
        variables.contains { variable in
            if case .slot = variable.value { variable.key.hasPrefix(prefix) } else { false }
        }
    }

    /// The declared type of a name; nil when there is none.
    public func type(of name: String) -> ValueType? {
        switch variables[name] {
        case .slot(_, let type): type
        case .constant(let value): value.staticType
        case nil: nil
        }
    }

    /// All declared variables and constants, sorted.
    public var names: [String] { variables.keys.sorted() }

    /// The names under which the container's rules look for a name: in the container, in its parents, as it is.
    func candidates(for name: String) -> [String] {
        if name.hasPrefix(".") { return [String(name.dropFirst())] }
        var candidates: [String] = []
        var prefix = container[...]
        while !prefix.isEmpty {
            candidates.append(prefix + "." + name)
            prefix = prefix.lastIndex(of: ".").map { prefix[..<$0] } ?? ""
        }
        candidates.append(name)
        return candidates
    }
}
