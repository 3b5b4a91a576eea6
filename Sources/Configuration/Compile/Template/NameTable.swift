internal import Documents
internal import Engine
internal import Expressions

/// The names of one device file and their slots: what an expression, a message or a summary may speak of.
struct NameTable {
    private(set) var slots: [SlotPlan] = []
    private(set) var environment = FieldFunctions.environment
    private var marks: [String: Mark] = [:]

    /// Claims a name; an error where it is taken. `words` says what it names, such as "a signal".
    mutating func claim(_ name: String, _ words: String, at mark: Mark, _ diagnostics: Diagnostics) -> Bool {
        if let earlier = marks[name] {
            diagnostics.error(
                "the name '\(name)' is taken (line \(earlier.line))", mend: "give \(words) another name", at: mark)
            return false
        }
        marks[name] = mark
        return true
    }

    /// Where a name was claimed.
    func mark(of name: String) -> Mark? { marks[name] }

    /// The slot of a name; nil where it has none.
    func slot(of name: String) -> Int? { environment.slot(of: name) }

    /// No more names are claimed.
    mutating func forgetClaims() { marks = [:] }

    /// Gives a variable the next slot.
    @discardableResult
    mutating func add(
        _ name: String, _ type: ValueType, kind: SlotPlan.Kind, initial: Expressions.Value = .error(.noValue)
    ) -> Int {
        let slot = slots.count
        slots.append(SlotPlan(name: name, kind: kind, initial: initial))
        environment.declare(name, type, slot: slot)
        return slot
    }

    /// Makes a further name for a slot, such as the state that an actuator's feedback signal tells.
    mutating func alias(_ name: String, _ type: ValueType, slot: Int) {
        environment.declare(name, type, slot: slot)
    }

    /// Takes a name back; its slot stays.
    mutating func remove(_ name: String) {
        environment.remove(name)
    }

    mutating func addConstant(_ name: String, _ value: Expressions.Value) {
        environment.declare(name, constant: value)
    }

    /// The names that people gave and that have a value, in slot order.
    var names: [String] { slots.filter(\.kind.isNamed).map(\.name) }
}

extension SlotPlan.Kind {
    fileprivate var isNamed: Bool {
        switch self {
        case .signal, .derived, .parameter, .raised, .on: true
        case .scheduled, .device, .memory, .pulse, .imported, .captured, .member, .table: false
        }
    }
}
