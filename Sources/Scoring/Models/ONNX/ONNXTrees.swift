/// TreeEnsembleRegressor and TreeEnsembleClassifier of ai.onnx.ml: columns of nodes, and of the leaves' weights.
extension TreeEnsemble {
    init(regressor node: ONNXNode, inputCount: Int) throws(ModelError) {
        let outputs = Int(node.integer("n_targets") ?? 1)
        guard (1...TrainedModel.outputLimit).contains(outputs) else {
            throw .malformed("n_targets is \(outputs)", place: node.place)
        }
        try self.init(node, inputCount: inputCount, outputs: outputs, leaves: "target")
        aggregate =
            switch node.text("aggregate_function") ?? "SUM" {
            case "SUM": .sum
            case "AVERAGE": .average
            case "MIN": .minimum
            case "MAX": .maximum
            case let other: throw .unsupported("the aggregate \(other)")
            }
        link = try ONNXProgram.link(node)
    }

    init(classifier node: ONNXNode, inputCount: Int) throws(ModelError) {
        let classes = ONNXProgram.classCount(node)
        guard (1...TrainedModel.outputLimit).contains(classes) else {
            throw .malformed("there are no classes", place: node.place)
        }
        let ids = Set(node.integers("class_ids"))
        // Two classes may have one sum for both.
        let isShared = classes == 2 && ids.count == 1
        try self.init(
            node, inputCount: inputCount, outputs: isShared ? 1 : classes, leaves: "class", sharesOutput: isShared)
        link = try ONNXProgram.link(node)
        if isShared {
            let weights = node.numbers("class_weights")
            link = .secondClass(logistic: link != .none, isProbability: weights.allSatisfy { $0 >= 0 })
        }
    }

    private init(
        _ node: ONNXNode, inputCount: Int, outputs: Int, leaves: String, sharesOutput: Bool = false
    ) throws(ModelError) {
        let base = node.numbers("base_values")
        guard base.isEmpty || base.count == outputs || sharesOutput else {
            throw .malformed("base_values of another number than outputs", place: node.place)
        }
        self.init(
            inputCount: inputCount,
            base: base.isEmpty ? Array(repeating: 0, count: outputs) : Array(base.suffix(outputs)))
        isSingle = node.tensor("nodes_values_as_tensor") == nil
        let columns = try ONNXTreeColumns(node, leaves: leaves, sharesOutput: sharesOutput)
        for tree in columns.trees { try append(tree, of: columns) }
    }

    private mutating func append(_ tree: Range<Int>, of columns: ONNXTreeColumns) throws(ModelError) {
        let inputs = inputCount
        func node(_ index: Int) throws(ModelError) -> (TreeNode, children: (yes: Int, no: Int)?) {
            let row = tree.lowerBound + index
            guard let question = try columns.question(row) else { return (columns.leaf(row)[0], nil) }
            let feature = columns.features[row]
            guard feature >= 0, feature < Int64(inputs) else {
                throw .malformed("a question about no feature", place: "tree row \(row)")
            }
            // NaN is not equal to anything, so it answers "not equal" with yes and everything else with no.
            let node = TreeNode(
                value: columns.values[row], feature: Int(feature), question: question,
                missingIsTrue: columns.tracksTrue(row) || question == .notEqual)
            let yes = try columns.position(of: columns.yes[row], in: tree)
            let no = try columns.position(of: columns.no[row], in: tree)
            return (node, (yes, no))
        }
        try append(count: tree.count, node: node) { index in columns.leaf(tree.lowerBound + index).dropFirst() }
    }
}

/// The columns, checked for length.
struct ONNXTreeColumns {
    let trees: [Range<Int>]
    let features: [Int64]
    let values: [Double]
    let yes: [Int64]
    let no: [Int64]
    private let nodeIDs: [Int64]
    private let modes: [String]
    private let missing: [Int64]
    private let leaves: [Key: [TreeNode]]
    private let treeIDs: [Int64]

    private struct Key: Hashable {
        var tree: Int64
        var node: Int64
    }

    init(_ node: ONNXNode, leaves: String, sharesOutput: Bool) throws(ModelError) {
        func wrong(_ what: String) -> ModelError { .malformed(what, place: node.place) }
        treeIDs = node.integers("nodes_treeids")
        nodeIDs = node.integers("nodes_nodeids")
        features = node.integers("nodes_featureids")
        values = node.numbers("nodes_values")
        modes = node.texts("nodes_modes")
        yes = node.integers("nodes_truenodeids")
        no = node.integers("nodes_falsenodeids")
        missing = node.integers("nodes_missing_value_tracks_true")
        let count = treeIDs.count
        guard count > 0, [nodeIDs, features, yes, no].allSatisfy({ $0.count == count }), values.count == count,
            modes.count == count, missing.isEmpty || missing.count == count
        else { throw wrong("columns of different length") }

        let leafTrees = node.integers(leaves + "_treeids")
        let leafNodes = node.integers(leaves + "_nodeids")
        let outputs = node.integers(leaves + "_ids")
        let leafWeights = node.numbers(leaves + "_weights")
        guard [leafNodes, outputs].allSatisfy({ $0.count == leafTrees.count }), leafWeights.count == leafTrees.count
        else { throw wrong("columns of leaves of different length") }
        var values: [Key: [TreeNode]] = [:]
        for index in leafTrees.indices {
            let key = Key(tree: leafTrees[index], node: leafNodes[index])
            let output = sharesOutput ? 0 : Int(max(-1, min(outputs[index], 1 << 20)))
            values[key, default: []].append(TreeNode(leaf: leafWeights[index], output: output))
        }
        self.leaves = values

        var trees: [Range<Int>] = []
        var start = 0
        for row in 1...count where row == count || treeIDs[row] != treeIDs[start] {
            trees.append(start..<row)
            start = row
        }
        self.trees = trees
    }

    /// Nil for a leaf.
    func question(_ row: Int) throws(ModelError) -> TreeNode.Question? {
        switch modes[row] {
        case "LEAF": return nil
        case "BRANCH_LEQ": return .lessOrEqual
        case "BRANCH_LT": return .less
        case "BRANCH_GTE": return .greaterOrEqual
        case "BRANCH_GT": return .greater
        case "BRANCH_EQ": return .equal
        case "BRANCH_NEQ": return .notEqual
        default: throw .unsupported("branches of mode '\(modes[row])'")
        }
    }

    func tracksTrue(_ row: Int) -> Bool { !missing.isEmpty && missing[row] != 0 }

    /// A leaf without a weight adds nothing.
    func leaf(_ row: Int) -> [TreeNode] {
        leaves[Key(tree: treeIDs[row], node: nodeIDs[row])] ?? [TreeNode(leaf: 0, output: 0)]
    }

    /// Node ids of a tree rise from 0 in every exporter; where they do not, they are looked for.
    func position(of id: Int64, in tree: Range<Int>) throws(ModelError) -> Int {
        if id >= 0, id < Int64(tree.count), nodeIDs[tree.lowerBound + Int(id)] == id { return Int(id) }
        guard let row = nodeIDs[tree].firstIndex(of: id) else {
            throw .malformed("a branch to nowhere", place: "tree rows \(tree.lowerBound)..<\(tree.upperBound)")
        }
        return row - tree.lowerBound
    }
}
