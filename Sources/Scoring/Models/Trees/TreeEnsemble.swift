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
    /// Two for each node: the next one where the answer is "no", and where it is "yes". From a leaf nothing leads away.
    private var branches: [Int32] = []
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
        nodes.count * MemoryLayout<TreeNode>.stride + (branches.count + roots.count) * 4
            + sets.reduce(0) { $0 + $1.count * 4 + 32 }
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
        for index in branches.count / 2..<nodes.count {
            let isLeaf = nodes[index].question == .leaf
            branches.append(isLeaf ? Int32(index) : nodes[index].other)
            branches.append(Int32(isLeaf ? index : index + 1))
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
                    func add(_ leaf: Int) {
                        var index = leaf
                        join(nodes[index], to: &sums[Int(nodes[index].other)])
                        while nodes[index].goesOn {
                            index += 1
                            join(nodes[index], to: &sums[Int(nodes[index].other)])
                        }
                    }
                    var next = 0
                    while question != nil, next + 4 <= roots.count {
                        let starts = SIMD4(roots[next], roots[next + 1], roots[next + 2], roots[next + 3])
                        let leaves =
                            question == .less
                            ? plainLeaves(of: starts, features, nodes, <)
                            : plainLeaves(of: starts, features, nodes, <=)
                        for place in 0..<4 { add(Int(leaves[place])) }
                        next += 4
                    }
                    for root in roots[next...] { add(leaf(of: Int(root), features, nodes)) }
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

    /// As `leaf` for four trees, with one comparison for all and no look at what is missing.
    ///
    /// Which way a tree goes and where it ends cannot be foretold, so no branch is taken on it: the next node is looked up
    /// by the answer, and who has arrived stays. A step waits for the one before it, and the four do not wait for one another.
    @inline(__always)
    private func plainLeaves(
        of roots: SIMD4<Int32>, _ features: UnsafeBufferPointer<Double>, _ nodes: UnsafeBufferPointer<TreeNode>,
        _ isTrue: (Double, Double) -> Bool
    ) -> SIMD4<Int32> {
        branches.withUnsafeBufferPointer { branches in
            @inline(__always) func step(_ index: Int32) -> Int32 {
                let node = nodes[Int(index)]
                return branches[Int(index) << 1 | (isTrue(features[Int(node.feature)], node.value) ? 1 : 0)]
            }
            var (a, b, c, d) = (roots[0], roots[1], roots[2], roots[3])
            while true {
                let (e, f, g, h) = (step(a), step(b), step(c), step(d))
                guard (a ^ e) | (b ^ f) | (c ^ g) | (d ^ h) != 0 else { return SIMD4(a, b, c, d) }
                (a, b, c, d) = (e, f, g, h)
            }
        }
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
