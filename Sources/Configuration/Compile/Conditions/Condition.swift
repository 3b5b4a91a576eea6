internal import Expressions

/// A condition, reduced to what can be told of it before anything is measured: tests of values against constants, and
/// questions whose answer is open. Variables are numbers of ``ConditionVariables``.
indirect enum Condition {
    case constant(Bool)
    case flag(Int)
    case number(Int, Comparison, Double)
    case text(Int, equals: String)
    case not(Condition)
    case both(Condition, Condition)
    case either(Condition, Condition)

    enum Comparison {
        case less, lessOrEqual, greater, greaterOrEqual, equal

        /// The same with its sides exchanged.
        var mirrored: Comparison {
            switch self {
            case .less: .greater
            case .lessOrEqual: .greaterOrEqual
            case .greater: .less
            case .greaterOrEqual: .lessOrEqual
            case .equal: .equal
            }
        }
    }

    /// Visits the tests in it.
    func forEachTest(_ visit: (Condition) -> Void) {
        switch self {
        case .constant: break
        case .flag, .number, .text: visit(self)
        case .not(let operand): operand.forEachTest(visit)
        case .both(let left, let right), .either(let left, let right):
            left.forEachTest(visit)
            right.forEachTest(visit)
        }
    }
}

/// What conditions ask about, each thing once.
struct ConditionVariables {
    private enum Kind: Hashable {
        case flag, number, text
    }

    private struct Key: Hashable {
        let name: String
        let kind: Kind
    }

    private var numbers: [Key: Int] = [:]
    /// The values that a number can have; nil where nothing says.
    private(set) var ranges: [ClosedRange<Double>?] = []

    mutating func flag(_ name: String) -> Int { number(of: Key(name: name, kind: .flag), nil) }

    mutating func text(_ name: String) -> Int { number(of: Key(name: name, kind: .text), nil) }

    mutating func number(_ name: String, in range: ClosedRange<Double>?) -> Int {
        number(of: Key(name: name, kind: .number), range)
    }

    private mutating func number(of key: Key, _ range: ClosedRange<Double>?) -> Int {
        if let number = numbers[key] { return number }
        numbers[key] = ranges.count
        ranges.append(range)
        return ranges.count - 1
    }
}
