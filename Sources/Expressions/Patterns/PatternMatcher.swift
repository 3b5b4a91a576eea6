/// Runs all the ways through a pattern at once, a character at a time (Thompson, "Regular Expression Search Algorithm", 1968).
struct PatternMatcher {
    private let instructions: [Pattern.Instruction]
    private var current: [Int] = []
    private var next: [Int] = []
    /// The step at which an instruction was last entered, so that each is entered once a character.
    private var entered: [Int]
    private var step = 0
    private var pending: [Int] = []

    init(_ instructions: [Pattern.Instruction]) {
        self.instructions = instructions
        entered = Array(repeating: -1, count: instructions.count)
    }

    mutating func isFound(in text: String.UnicodeScalarView) -> Bool {
        var previous: Unicode.Scalar?
        var position = text.startIndex
        while true {
            let upcoming = position < text.endIndex ? text[position] : nil
            // The set holds what the last character led to; the match may also begin here.
            var reached = next
            reached.append(0)
            current.removeAll(keepingCapacity: true)
            next.removeAll(keepingCapacity: true)
            step += 1
            for start in reached where enter(start, previous, upcoming) { return true }
            guard let upcoming else { return false }
            for index in current {
                if case .take(let set) = instructions[index], set.contains(upcoming) { next.append(index + 1) }
            }
            previous = upcoming
            text.formIndex(after: &position)
        }
    }

    /// Follows everything that takes no character; whether the end of the pattern is reached.
    private mutating func enter(_ start: Int, _ previous: Unicode.Scalar?, _ upcoming: Unicode.Scalar?) -> Bool {
        pending.append(start)
        while let index = pending.popLast() {
            guard entered[index] != step else { continue }
            entered[index] = step
            switch instructions[index] {
            case .take: current.append(index)
            case .jump(let target): pending.append(target)
            case .split(let first, let second):
                pending.append(second)
                pending.append(first)
            case .assert(let assertion):
                if PatternMatcher.holds(assertion, previous, upcoming) { pending.append(index + 1) }
            case .found:
                pending.removeAll(keepingCapacity: true)
                return true
            }
        }
        return false
    }

    private static func holds(
        _ assertion: Pattern.Assertion, _ previous: Unicode.Scalar?, _ upcoming: Unicode.Scalar?
    ) -> Bool {
        switch assertion {
        case .textStart: previous == nil
        case .textEnd: upcoming == nil
        case .lineStart: previous == nil || previous == "\n"
        case .lineEnd: upcoming == nil || upcoming == "\n"
        case .wordBoundary: isWord(previous) != isWord(upcoming)
        case .noWordBoundary: isWord(previous) == isWord(upcoming)
        }
    }

    private static func isWord(_ scalar: Unicode.Scalar?) -> Bool {
        guard let scalar, scalar.isASCII else { return false }
        return CharacterTest.isIdentifierPart(UInt8(scalar.value))
    }
}
