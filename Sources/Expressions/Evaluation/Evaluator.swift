/// One evaluation. Three functions walk the nodes, by what the parent wants: a bool, a double, or any value; numbers and
/// booleans are boxed only where they must be.
///
/// Its pointers live as long as the `run` of `Program` that made it.
struct Evaluator {
    // Unsafe, since counting a reference costs as much as the rest of a short evaluation; like the pointers beside it, it lives
    // as long as the `run` of the program that owns it.
    unowned(unsafe) let code: Code
    let nodes: UnsafeBufferPointer<Node>
    let slots: UnsafeBufferPointer<Value>
    var locals: UnsafeMutablePointer<Value>?
    var remaining: Int

    init(code: Code, nodes: UnsafeBufferPointer<Node>, slots: UnsafeBufferPointer<Value>, budget: Int) {
        self.code = code
        self.nodes = nodes
        self.slots = slots
        remaining = budget
    }

    /// Takes steps from the budget.
    mutating func charge(_ steps: Int) throws(EvaluationError) {
        remaining -= steps
        guard remaining >= 0 else { throw .budgetExceeded }
    }

    /// Takes a step for every part of a result. A few nodes can make a value of more parts than any memory holds, all shared;
    /// whoever writes it out or compares it would visit each.
    func chargeParts(of value: Value) throws(EvaluationError) {
        switch value {
        case .list, .map, .optional:
            var remaining = remaining
            try Evaluator.charge(value, &remaining)
        default: break
        }
    }

    private static func charge(_ value: Value, _ remaining: inout Int) throws(EvaluationError) {
        remaining -= 1
        guard remaining >= 0 else { throw .budgetExceeded }
        switch value {
        case .list(let elements): for element in elements { try charge(element, &remaining) }
        case .map(let map):
            remaining -= map.keys.count
            for value in map.values { try charge(value, &remaining) }
        case .optional(let wrapped?): try charge(wrapped, &remaining)
        default: break
        }
    }

    // MARK: Bool

    mutating func bool(_ index: Int) throws(EvaluationError) -> Bool {
        let node = nodes[index]
        switch node.operation {
        case .lessSlot: return try slotDouble(node.a) < Double(bitPattern: node.bits)
        case .lessOrEqualSlot: return try slotDouble(node.a) <= Double(bitPattern: node.bits)
        case .greaterSlot: return try slotDouble(node.a) > Double(bitPattern: node.bits)
        case .greaterOrEqualSlot: return try slotDouble(node.a) >= Double(bitPattern: node.bits)
        case .and: return try both(node)
        case .or: return try either(node)
        case .not: return !(try bool(Int(node.a)))
        case .lessDouble: return try double(Int(node.a)) < double(Int(node.b))
        case .lessOrEqualDouble: return try double(Int(node.a)) <= double(Int(node.b))
        case .greaterDouble: return try double(Int(node.a)) > double(Int(node.b))
        case .greaterOrEqualDouble: return try double(Int(node.a)) >= double(Int(node.b))
        case .equalDouble: return try double(Int(node.a)) == double(Int(node.b))
        case .notEqualDouble: return try double(Int(node.a)) != double(Int(node.b))
        case .compareInt: return try compareInts(node)
        case .constantBool: return node.bits == 1
        case .conditional: return try bool(try bool(Int(node.a)) ? Int(node.b) : Int(node.c))
        case .slot:
            if case .bool(let flag) = slots[Int(node.a)] { return flag }
            throw slotError(node.a)
        default:
            guard case .bool(let flag) = try value(index) else { throw .noSuchOverload }
            return flag
        }
    }

    /// `&&`: false on either side wins over an error on the other (CEL language definition, "Logical Operators").
    private mutating func both(_ node: Node) throws(EvaluationError) -> Bool {
        let left: Bool
        do throws(EvaluationError) {
            left = try bool(Int(node.a))
        } catch {
            guard error != .budgetExceeded, try !bool(Int(node.b)) else { throw error }
            return false
        }
        return left ? try bool(Int(node.b)) : false
    }

    /// `||`: true on either side wins over an error on the other.
    private mutating func either(_ node: Node) throws(EvaluationError) -> Bool {
        let left: Bool
        do throws(EvaluationError) {
            left = try bool(Int(node.a))
        } catch {
            guard error != .budgetExceeded, try bool(Int(node.b)) else { throw error }
            return true
        }
        return left ? true : try bool(Int(node.b))
    }

    private mutating func compareInts(_ node: Node) throws(EvaluationError) -> Bool {
        let left = try int(Int(node.a))
        let right = try int(Int(node.b))
        return switch Builtin(rawValue: UInt8(truncatingIfNeeded: node.c)) {
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        case .equal: left == right
        default: left != right
        }
    }

    // MARK: Double

    @inline(__always)
    private func slotDouble(_ slot: Int32) throws(EvaluationError) -> Double {
        if case .double(let number) = slots[Int(slot)] { return number }
        throw slotError(slot)
    }

    /// Why a slot does not hold what it was declared to hold.
    @inline(never)
    private func slotError(_ slot: Int32) -> EvaluationError {
        if case .error(let error) = slots[Int(slot)] { return error }
        return .noSuchOverload
    }

    mutating func double(_ index: Int) throws(EvaluationError) -> Double {
        let node = nodes[index]
        switch node.operation {
        case .slot: return try slotDouble(node.a)
        case .constantDouble: return Double(bitPattern: node.bits)
        case .addDouble: return try double(Int(node.a)) + double(Int(node.b))
        case .subtractDouble: return try double(Int(node.a)) - double(Int(node.b))
        case .multiplyDouble: return try double(Int(node.a)) * double(Int(node.b))
        case .divideDouble: return try double(Int(node.a)) / double(Int(node.b))
        case .negateDouble: return -(try double(Int(node.a)))
        case .conditional: return try double(try bool(Int(node.a)) ? Int(node.b) : Int(node.c))
        case .field1, .field2, .fieldMany: return try field(node)
        case .hostDouble1, .hostDouble2, .hostDouble3: return try hostDouble(node)
        default:
            guard case .double(let number) = try value(index) else { throw .noSuchOverload }
            return number
        }
    }

    // MARK: Int

    private mutating func int(_ index: Int) throws(EvaluationError) -> Int64 {
        let node = nodes[index]
        switch node.operation {
        case .constantInt: return Int64(bitPattern: node.bits)
        case .slot:
            if case .int(let number) = slots[Int(node.a)] { return number }
            throw slotError(node.a)
        case .arithmeticInt: return try intArithmetic(node)
        default:
            guard case .int(let number) = try value(index) else { throw .noSuchOverload }
            return number
        }
    }

    mutating func intArithmetic(_ node: Node) throws(EvaluationError) -> Int64 {
        let left = try int(Int(node.a))
        let right = try int(Int(node.b))
        let (result, overflow): (Int64, Bool)
        switch Builtin(rawValue: UInt8(truncatingIfNeeded: node.c)) {
        case .add: (result, overflow) = left.addingReportingOverflow(right)
        case .subtract: (result, overflow) = left.subtractingReportingOverflow(right)
        case .multiply: (result, overflow) = left.multipliedReportingOverflow(by: right)
        case .divide:
            guard right != 0 else { throw .divisionByZero }
            (result, overflow) = left.dividedReportingOverflow(by: right)
        default:
            guard right != 0 else { throw .divisionByZero }
            (result, overflow) = left.remainderReportingOverflow(dividingBy: right)
        }
        guard !overflow else { throw .overflow }
        return result
    }
}
