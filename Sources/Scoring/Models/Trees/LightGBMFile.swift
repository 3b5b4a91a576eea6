/// A model as LightGBM's `save_model` writes it: text, a header and a block a tree, `key=value` a line.
struct LightGBMFile {
    private(set) var ensemble: TreeEnsemble
    let featureNames: [String]

    init(_ bytes: [UInt8]) throws(ModelError) {
        var lines = LightGBMLines(bytes)
        guard lines.next()?.key == "tree" else { throw .malformed("it does not begin with 'tree'", place: "line 1") }
        let header = lines.block()
        let features = try header.whole("max_feature_idx", in: 0...(TrainedModel.inputLimit - 1)) + 1
        let outputs = try header.whole("num_tree_per_iteration", in: 1...TrainedModel.outputLimit)
        ensemble = TreeEnsemble(inputCount: features, base: Array(repeating: 0, count: outputs))
        featureNames = header["feature_names"].map { $0.split(separator: " ").map(String.init) } ?? []
        ensemble.link = try Self.link(header["objective"] ?? "")

        while lines.skip(to: "Tree=") {
            let block = lines.block()
            try ensemble.append(block, output: ensemble.roots.count % outputs)
        }
        guard !ensemble.roots.isEmpty else { throw .malformed("there is no tree", place: "line \(lines.line)") }
        guard lines.sawEnd else { throw .malformed("it ends before 'end of trees'", place: "line \(lines.line)") }
        if header.flags.contains("average_output") {
            ensemble.divisor = Double(max(1, ensemble.roots.count / outputs))
        }
    }

    /// The objective's name is followed by its parameters, as `binary sigmoid:1`.
    private static func link(_ objective: String) throws(ModelError) -> Link {
        let words = objective.split(separator: " ")
        switch words.first ?? "" {
        case "binary", "multiclassova":
            let scale = words.first { $0.hasPrefix("sigmoid:") }.flatMap { Double($0.dropFirst(8)) } ?? 1
            return .logistic(scale: scale)
        case "multiclass": return .softmax
        case "poisson", "gamma", "tweedie": return .exponential
        case "cross_entropy": return .logistic(scale: 1)
        case "cross_entropy_lambda": return .log1pExponential
        case "regression": return words.contains("sqrt") ? .signedSquare : .none
        case "", "regression_l1", "huber", "fair", "quantile", "mape", "lambdarank", "rank_xendcg", "custom", "none":
            return .none
        default: throw .unsupported("the objective '\(objective)'")
        }
    }
}

extension TreeEnsemble {
    /// Bits of LightGBM's decision_type: 1 categorical, 2 missing goes left, 4 and 8 what is missing.
    fileprivate mutating func append(_ block: LightGBMBlock, output: Int) throws(ModelError) {
        guard block["is_linear"] ?? "0" == "0" else { throw .unsupported("leaves with linear models") }
        let leafCount = try block.whole("num_leaves", in: 1...TrainedModel.nodeLimit)
        let leaves = try block.numbers("leaf_value", count: leafCount)
        guard leafCount > 1 else {
            return try append(count: 1) { _ throws(ModelError) in (TreeNode(leaf: leaves[0], output: output), nil) }
        }
        let inner = leafCount - 1
        let features = try block.wholes("split_feature", count: inner)
        let thresholds = try block.numbers("threshold", count: inner)
        let decisions = try block.wholes("decision_type", count: inner)
        let left = try block.wholes("left_child", count: inner)
        let right = try block.wholes("right_child", count: inner)
        let firstSet = sets.count
        if let count = block["num_cat"], count != "0" { sets += try block.sets() }
        let setCount = sets.count
        let inputCount = inputCount
        // A child below 0 is the leaf of that number from the end, here behind the inner nodes.
        func position(_ child: Int) -> Int { child >= 0 ? child : inner + ~child }
        try append(count: inner + leafCount) { index throws(ModelError) in
            guard index < inner else { return (TreeNode(leaf: leaves[index - inner], output: output), nil) }
            guard (0..<inputCount).contains(features[index]), (0...15).contains(decisions[index]) else {
                throw block.malformed("a split on no feature or of no kind")
            }
            var node = TreeNode(
                value: thresholds[index], feature: features[index], question: .lessOrEqual,
                missing: TreeNode.Missing(rawValue: UInt8(decisions[index] >> 2 & 3)) ?? .notANumber,
                missingIsTrue: decisions[index] & 2 != 0)
            if decisions[index] & 1 != 0 {
                let set = thresholds[index] + Double(firstSet)
                guard set >= Double(firstSet), set < Double(setCount) else {
                    throw block.malformed("a split on no set")
                }
                node.question = .member
                node.value = set.rounded(.down)
            }
            return (node, (position(left[index]), position(right[index])))
        }
    }
}
