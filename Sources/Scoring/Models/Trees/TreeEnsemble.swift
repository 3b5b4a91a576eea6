internal import Glibc

/// Trees whose leaves are added up, and what becomes of the sums.
struct TreeEnsemble: Sendable {
    /// How leaves of one output become one number.
    enum Aggregate: Sendable {
        case sum, average, minimum, maximum
    }

    let inputCount: Int
    /// The trees one after another, each from its root on.
    private(set) var nodes: [TreeNode] = []
    private(set) var roots: [Int32] = []
    /// The one question that all nodes ask, where features without NaN need no second look.
    private var plainQuestion: TreeNode.Question?
    private var questionCount = 0
    /// Sets of whole numbers that `member` asks for, as bits.
    var sets: [[UInt32]] = []
    /// What each output begins with; also how many outputs there are.
    var base: [Double]
    var aggregate = Aggregate.sum
    var link = Link.none
    /// XGBoost and ONNX compute in single precision; then so do we.
    var isSingle = false
    /// Divides the sums, for forests that average over rounds.
    var divisor = 1.0

    init(inputCount: Int, base: [Double]) {
        self.inputCount = inputCount
        self.base = base
    }

    var memory: Int {
        nodes.count * MemoryLayout<TreeNode>.stride + roots.count * 4 + sets.reduce(0) { $0 + $1.count * 4 + 32 }
    }

    /// Appends a tree in the order it is walked.
    /// - Parameters:
    ///   - count: nodes of the tree; the first is the root.
    ///   - node: a node and its children's indices; nil children for a leaf.
    ///   - more: the values of a leaf beyond the first.
    mutating func append(
        count: Int, node: (Int) throws(ModelError) -> (TreeNode, children: (yes: Int, no: Int)?),
        more: (Int) throws(ModelError) -> ArraySlice<TreeNode> = { _ in [] }
    ) throws(ModelError) {
        let place = "tree \(roots.count)"
        guard count > 0 else { throw .malformed("a tree without nodes", place: place) }
        roots.append(Int32(nodes.count))
        var placed = 0
        // Nodes to place, each with the node whose "false" branch it is.
        var waiting: [(index: Int, parent: Int?)] = [(0, nil)]
        while let (index, parent) = waiting.popLast() {
            guard (0..<count).contains(index) else { throw .malformed("a branch to nowhere", place: place) }
            // More places than nodes: a cycle, or a node with two parents.
            guard placed < count, nodes.count < TrainedModel.nodeLimit else {
                throw .malformed("branches that meet, or too many nodes", place: place)
            }
            placed += 1
            let (node, children) = try node(index)
            if let parent { nodes[parent].other = Int32(nodes.count) }
            if node.question == .leaf {
                try append(leaf: [node] + more(index), place: place)
            } else {
                guard let children, Int(node.feature) < inputCount, !node.value.isNaN else {
                    throw .malformed("a question about no feature", place: place)
                }
                waiting.append((children.no, nodes.count))
                waiting.append((children.yes, nil))
                note(node)
                nodes.append(node)
            }
        }
    }

    private mutating func note(_ node: TreeNode) {
        let isPlain = (node.question == .less || node.question == .lessOrEqual) && node.missing != .zero
        plainQuestion = isPlain && (questionCount == 0 || plainQuestion == node.question) ? node.question : nil
        questionCount += 1
    }

    private mutating func append(leaf values: [TreeNode], place: String) throws(ModelError) {
        for (index, var value) in values.enumerated() {
            guard base.indices.contains(Int(value.other)), value.value.isFinite else {
                throw .malformed("a leaf of no output or without a value", place: place)
            }
            value.goesOn = index < values.count - 1
            nodes.append(value)
        }
    }

    func outputs(_ features: [Double]) -> [Double] {
        var sums = aggregate == .sum || aggregate == .average ? base : base.map { _ in .nan }
        let features = isSingle ? features.map { Double(Float($0)) } : features
        let question = features.contains(where: \.isNaN) ? nil : plainQuestion
        features.withUnsafeBufferPointer { features in
            nodes.withUnsafeBufferPointer { nodes in
                sums.withUnsafeMutableBufferPointer { sums in
                    for root in roots {
                        var index =
                            switch question {
                            case .less: plainLeaf(of: Int(root), features, nodes, <)
                            case .lessOrEqual: plainLeaf(of: Int(root), features, nodes, <=)
                            default: leaf(of: Int(root), features, nodes)
                            }
                        join(nodes[index], to: &sums[Int(nodes[index].other)])
                        while nodes[index].goesOn {
                            index += 1
                            join(nodes[index], to: &sums[Int(nodes[index].other)])
                        }
                    }
                }
            }
        }
        if aggregate == .minimum || aggregate == .maximum {
            for index in sums.indices { sums[index] = (sums[index].isNaN ? 0 : sums[index]) + base[index] }
        } else if aggregate == .average {
            for index in sums.indices {
                sums[index] = base[index] + (sums[index] - base[index]) / Double(max(roots.count, 1))
            }
        }
        if divisor != 1 { for index in sums.indices { sums[index] /= divisor } }
        link.apply(to: &sums)
        return sums
    }

    private func join(_ leaf: TreeNode, to sum: inout Double) {
        switch aggregate {
        case .sum, .average: sum = isSingle ? Double(Float(sum) + Float(leaf.value)) : sum + leaf.value
        case .minimum: sum = sum.isNaN ? leaf.value : min(sum, leaf.value)
        case .maximum: sum = sum.isNaN ? leaf.value : max(sum, leaf.value)
        }
    }

    /// As `leaf`, with one comparison for all and no look at what is missing.
    @inline(__always)
    private func plainLeaf(
        of root: Int, _ features: UnsafeBufferPointer<Double>, _ nodes: UnsafeBufferPointer<TreeNode>,
        _ isTrue: (Double, Double) -> Bool
    ) -> Int {
        var index = root
        while nodes[index].question != .leaf {
            // Which way a tree goes cannot be foretold, so no branch is taken on it.
            let node = nodes[index]
            let yes: Int = isTrue(features[Int(node.feature)], node.value) ? -1 : 0
            index = (index &+ 1) & yes | Int(node.other) & ~yes
        }
        return index
    }

    /// The index of the leaf that the features lead to; `append` made sure of every index.
    @inline(__always)
    private func leaf(
        of root: Int, _ features: UnsafeBufferPointer<Double>, _ nodes: UnsafeBufferPointer<TreeNode>
    ) -> Int {
        var index = root
        while true {
            let node = nodes[index]
            let feature = features[Int(node.feature)]
            let isTrue: Bool
            switch node.question {
            case .leaf: return index
            case .lessOrEqual where !feature.isNaN && node.missing != .zero: isTrue = feature <= node.value
            case .less where !feature.isNaN && node.missing != .zero: isTrue = feature < node.value
            default: isTrue = answer(node, feature)
            }
            index = isTrue ? index &+ 1 : Int(node.other)
        }
    }

    /// The answer where a missing value or a rarer question is in play.
    private func answer(_ node: TreeNode, _ given: Double) -> Bool {
        var feature = given
        if node.question == .member {
            guard !feature.isNaN else { return false }
            return Self.contains(sets[Int(node.value)], feature)
        }
        switch node.missing {
        case .notANumber: if feature.isNaN { return node.missingIsTrue }
        case .zero:
            if feature.isNaN { feature = 0 }
            if abs(feature) <= 1e-35 { return node.missingIsTrue }
        case .nothing: if feature.isNaN { feature = 0 }
        }
        switch node.question {
        case .lessOrEqual: return feature <= node.value
        case .less: return feature < node.value
        case .greaterOrEqual: return feature >= node.value
        case .greater: return feature > node.value
        case .equal: return feature == node.value
        case .notEqual: return feature != node.value
        case .member, .leaf: return false
        }
    }

    private static func contains(_ set: [UInt32], _ feature: Double) -> Bool {
        guard feature > -1, feature < Double(set.count * 32) else { return false }
        let number = Int(feature)
        return set[number / 32] >> UInt32(number % 32) & 1 == 1
    }
}
