/// A pattern in the form in which it is looked for: nodes, and the ways that lead on from each.
///
/// Node 0 is the pattern's start, node n + 1 is where leaf n is complete, and the others are where a group with `every`
/// begins anew. A partial match stands on a node with a set of ways that are still open; an event that is passed over
/// closes some, by the rule of each way. All lists are slices of few arrays, so that reading a way copies no reference.
struct PatternProgram: Sendable, Equatable {
    struct Node: Sendable, Equatable {
        var ways: Range<Int> = 0..<0
        /// The pattern is complete here when the loops passed allow it. Each is a slice of `passes`.
        var ends: [Range<Int>] = []
        var completions: [Completion] = []
        /// No event has been taken yet.
        var isLeading = false
    }

    /// A way from a node to a leaf, or to the end (target -1) where a `not` stands before it.
    struct Way: Sendable, Equatable {
        var target: Int
        var contiguity: PatternStep.Contiguity
        /// Slices: of `passes`; of `marks`; of `conditions` for the others.
        var passes: Range<Int>
        var marks: Range<Int>
        var forbidden: Range<Int>
        var forbiddenNext: Range<Int>
        var until: Range<Int>
        /// The ways of the same node, as bits, that come first: an event one of them takes closes this one.
        var yieldsTo: UInt64
        /// Stays open when it is taken.
        var every: Bool

        /// An event that does not match what it leads to changes nothing.
        var isSimple: Bool {
            contiguity != .strict && forbidden.isEmpty && forbiddenNext.isEmpty && until.isEmpty
        }
    }

    /// What a way does to the count of a loop: it begins the loop again, or leaves it.
    struct Pass: Sendable, Equatable {
        var loop: Int
        var repeats: Bool
        /// Repeating: the number of rounds allowed. Leaving: the number needed.
        var limit: Int
        /// Counting further makes no difference.
        var saturation: Int
    }

    /// Here a group with `every` is complete, and begins anew at `node`.
    struct Completion: Sendable, Equatable {
        var passes: Range<Int>
        var node: Int
        /// Where in the counts the number of captures before the group is kept.
        var mark: Int
        /// Counts that begin at 0 again.
        var loops: Range<Int>
    }

    enum Leaf: Sendable, Equatable {
        case event(condition: Int, name: Int)
        case absence(condition: Int, milliseconds: Int64, restarts: Bool)
        /// A slice of `operands`.
        case logical(Range<Int>, isAll: Bool)
    }

    var nodes: [Node] = []
    var ways: [Way] = []
    var leaves: [Leaf] = []
    var passes: [Pass] = []
    var marks: [Int] = []
    var conditions: [Int] = []
    var operands: [PatternStep.Operand] = []
    /// Of a partial match's counts: first the loops, then the marks.
    var loopCount = 0
    var countsLength = 0
    /// Whether a condition looks at captured events, by its number.
    var isCapturing: [Bool] = []
    /// Some step waits for time to pass, or `within` ends partial matches.
    var hasDeadlines = false
    /// The start needs no state of its own: each event that matches begins a partial match.
    var hasPlainStart = false
    var arming = PatternSettings.Arming.always
    /// Conditions whose absence the pattern waits for, where silence alone may complete it and is told once: the pattern
    /// begins anew with an event for which one holds. Empty: it begins anew at once.
    var silences: [Int] = []

    func isPossible(_ range: Range<Int>, _ counts: [Int]) -> Bool {
        for index in range {
            let pass = passes[index]
            let rounds = counts[pass.loop] + 1
            guard pass.repeats ? rounds < pass.limit : rounds >= pass.limit else { return false }
        }
        return true
    }

    func apply(_ range: Range<Int>, to counts: inout [Int]) {
        for index in range {
            let pass = passes[index]
            counts[pass.loop] = pass.repeats ? min(counts[pass.loop] + 1, pass.saturation) : 0
        }
    }

    /// The ways from `node` that the counts allow, as bits.
    func open(_ node: Int, _ counts: [Int]) -> UInt64 {
        let ways = nodes[node].ways
        var bits: UInt64 = 0
        for index in ways where isPossible(self.ways[index].passes, counts) {
            bits |= 1 << UInt64(index - ways.lowerBound)
        }
        return bits
    }
}
