internal import Glibc

/// A model as XGBoost's `save_model` writes it with the ending `.json`: trees (gbtree and dart) or weights (gblinear are
/// not taken).
struct XGBoostFile {
    private(set) var ensemble: TreeEnsemble
    let featureNames: [String]

    init(_ bytes: [UInt8]) throws(ModelError) {
        let tree = try JSONTreeReader.read(bytes)
        guard let learner = tree["learner"], let booster = learner["gradient_booster"] else {
            throw .malformed("there is no learner with a gradient_booster", place: "top level")
        }
        let parameters = learner["learner_model_param"]
        let inputs = try Self.whole(parameters?["num_feature"], "num_feature", in: 1...TrainedModel.inputLimit)
        let classes = try Self.whole(parameters?["num_class"], "num_class", in: 0...TrainedModel.outputLimit)
        let targets =
            parameters?["num_target"] == nil
            ? 1 : try Self.whole(parameters?["num_target"], "num_target", in: 1...TrainedModel.outputLimit)
        let objective = learner["objective"]?["name"]?.text ?? ""
        let links = try Self.links(objective)
        let given = try Self.base(parameters?["base_score"]?.text ?? "0.5")
        let outputs = max(classes, targets, 1)
        guard given.count == 1 || given.count == outputs else {
            throw .malformed("base_score has \(given.count) numbers for \(outputs) outputs", place: "base_score")
        }
        let base = (0..<outputs).map { Double(Float(links.margin(given.count == 1 ? given[0] : given[$0]))) }
        guard base.allSatisfy(\.isFinite) else {
            throw .malformed("base_score is out of the objective's range", place: "learner_model_param")
        }
        ensemble = TreeEnsemble(inputCount: inputs, base: base)
        ensemble.isSingle = true
        ensemble.link = links.link
        featureNames = learner["feature_names"]?.array?.compactMap(\.text) ?? []

        // dart wraps a gbtree and weighs its trees.
        let name = booster["name"]?.text ?? ""
        guard name == "gbtree" || name == "dart" else { throw .unsupported("the booster '\(name)'") }
        let inner = name == "dart" ? booster["gbtree"] : booster
        let weights = booster["weight_drop"]?.numbers
        guard let model = inner?["model"], let trees = model["trees"]?.array, !trees.isEmpty,
            let groups = model["tree_info"]?.numbers, groups.count == trees.count,
            weights == nil || weights?.count == trees.count
        else { throw .malformed("there are no trees, or not all have their output", place: "model") }
        for (index, tree) in trees.enumerated() {
            try ensemble.append(
                tree, output: Int(max(-1, min(groups[index], 1e6))), weight: weights?[index] ?? 1, number: index)
        }
    }

    private static func whole(
        _ value: JSONTree?, _ name: String, in range: ClosedRange<Int>
    ) throws(ModelError) -> Int {
        guard let text = value?.text, let number = Int(text), range.contains(number) else {
            throw .malformed(
                "\(name) is missing or not from \(range.lowerBound) to \(range.upperBound)",
                place: "learner_model_param")
        }
        return number
    }

    /// A number in a text; from version 3 on one or more in brackets.
    private static func base(_ text: String) throws(ModelError) -> [Double] {
        let inner = text.hasPrefix("[") && text.hasSuffix("]") ? text.dropFirst().dropLast() : text[...]
        var numbers: [Double] = []
        for word in inner.split(separator: ",") {
            guard let number = Double(word.drop { $0 == " " }), number.isFinite else {
                throw .malformed("base_score is '\(text)'", place: "learner_model_param")
            }
            numbers.append(number)
        }
        return numbers
    }

    /// What becomes of the sum, and the sum that stands for a base score.
    private static func links(
        _ objective: String
    ) throws(ModelError) -> (link: Link, margin: (Double) -> Double) {
        switch objective {
        case "binary:logistic", "reg:logistic":
            return (.logistic(scale: 1), { log($0 / (1 - $0)) })
        case "binary:logitraw": return (.none, { log($0 / (1 - $0)) })
        case "count:poisson", "reg:gamma", "reg:tweedie", "survival:cox", "survival:aft":
            return (.exponential, { log($0) })
        case "multi:softprob": return (.softmax, { $0 })
        case "multi:softmax": return (.largest, { $0 })
        case "binary:hinge": return (.step, { $0 })
        case "reg:squarederror", "reg:linear", "reg:squaredlogerror", "reg:pseudohubererror", "reg:absoluteerror",
            "reg:quantileerror", "rank:pairwise", "rank:ndcg", "rank:map":
            return (.none, { $0 })
        default: throw .unsupported("the objective '\(objective)'")
        }
    }
}

extension TreeEnsemble {
    /// `feature < split_condition` goes left; a leaf has no left child, and its value where others have the condition.
    fileprivate mutating func append(
        _ tree: JSONTree, output: Int, weight: Double, number: Int
    ) throws(ModelError) {
        func column(_ name: String) throws(ModelError) -> [Double] {
            guard let numbers = tree[name]?.numbers else {
                throw .malformed("\(name) is missing or not numbers", place: "tree \(number)")
            }
            return numbers
        }
        guard tree["tree_param"]?["size_leaf_vector"]?.text ?? "1" <= "1" else {
            throw .unsupported("leaves with several values")
        }
        let left = try column("left_children")
        let right = try column("right_children")
        let features = try column("split_indices")
        let conditions = try column("split_conditions")
        let missing = try column("default_left")
        let count = left.count
        guard [right, features, conditions, missing].allSatisfy({ $0.count == count }) else {
            throw .malformed("columns of different length", place: "tree \(number)")
        }
        guard tree["split_type"]?.numbers?.allSatisfy({ $0 == 0 }) ?? true else {
            throw .unsupported("splits on categories")
        }
        let inputs = inputCount
        let range = -1.0...Double(TrainedModel.nodeLimit)
        try append(count: count) { index throws(ModelError) in
            guard range.contains(left[index]), range.contains(right[index]) else {
                throw .malformed("a branch to nowhere", place: "tree \(number)")
            }
            if left[index] == -1 {
                return (TreeNode(leaf: Double(Float(conditions[index]) * Float(weight)), output: output), nil)
            }
            guard features[index] >= 0, features[index] < Double(inputs) else {
                throw .malformed("a question about no feature", place: "tree \(number)")
            }
            let node = TreeNode(
                value: Double(Float(conditions[index])), feature: Int(features[index]), question: .less,
                missingIsTrue: missing[index] != 0)
            return (node, (Int(left[index]), Int(right[index])))
        }
    }
}
