/// A node of a decision tree. The branch for "true" follows the node; the other is at `other`.
struct TreeNode: Sendable, Equatable {
    /// What is asked of the feature.
    enum Question: UInt8, Sendable {
        case lessOrEqual, less, greaterOrEqual, greater, equal, notEqual
        /// The feature, as a whole number, is in a set.
        case member
        /// Not asked: a leaf.
        case leaf
    }

    /// What counts as missing.
    enum Missing: UInt8, Sendable {
        /// Nothing: NaN is taken for 0 (LightGBM's `None`).
        case nothing
        /// NaN and numbers nearer to 0 than 1e-35 (LightGBM's `Zero`).
        case zero
        case notANumber
    }

    /// The threshold, the index of the set, or a leaf's value.
    var value: Double
    /// The index of the branch for "false"; of a leaf, the output that it adds to.
    var other: Int32
    var feature: UInt16
    var question: Question
    private var flags: UInt8

    init(
        value: Double, feature: Int, question: Question, missing: Missing = .notANumber, missingIsTrue: Bool = false
    ) {
        self.value = value
        self.feature = UInt16(feature)
        self.question = question
        other = 0
        flags = missing.rawValue << 1 | (missingIsTrue ? 1 : 0)
    }

    init(leaf value: Double, output: Int) {
        self.value = value
        other = Int32(output)
        feature = 0
        question = .leaf
        flags = 0
    }

    var missingIsTrue: Bool { flags & 1 == 1 }
    var missing: Missing { Missing(rawValue: flags >> 1) ?? .notANumber }

    /// Of a leaf: the next node is another value of the same leaf, for another output.
    var goesOn: Bool {
        get { flags & 1 == 1 }
        set { flags = newValue ? 1 : 0 }
    }
}
