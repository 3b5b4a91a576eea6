internal import Scoring

/// A trained model, prediction by prediction.
enum ModelCost {
    static let features = 71

    /// Of `model`'s bytes.
    static func measure(_ bytes: [UInt8], _ format: ModelFormat) throws(ModelError) -> Cost {
        let before = Cost.heapBytes
        let model = try TrainedModel(bytes, format: format)
        let heap = Double(Cost.heapBytes - before) / 1024
        var signal = Signal()
        let rows = (0..<256).map { _ in (0..<model.inputCount).map { _ in signal.uniform() } }
        var sum = 0.0
        let (microseconds, allocations) = Cost.measure(50_000) { sum += model.predict(rows[$0 % rows.count]) }
        precondition(sum.isFinite)
        return Cost(microseconds: microseconds, kibibytes: heap, allocations: allocations)
    }

    /// A model in LightGBM's text form: `trees` of 16 leaves, each split of a leaf by chance, as deep as that makes them.
    static func lightGBM(trees: Int) -> [UInt8] {
        var chance = Signal()
        func pick(_ count: Int) -> Int { Int(chance.uniform() * Double(count)) }
        var text = """
            tree
            version=v4
            num_class=1
            num_tree_per_iteration=1
            label_index=0
            max_feature_idx=\(features - 1)
            objective=regression
            feature_names=\((0..<features).map { "f\($0)" }.joined(separator: " "))
            feature_infos=\((0..<features).map { _ in "[0:1]" }.joined(separator: " "))

            """
        for tree in 0..<trees {
            // Where each leaf hangs: a node and a side; the first split has none.
            var places: [(node: Int, isLeft: Bool)?] = [nil]
            var left: [Int] = []
            var right: [Int] = []
            for node in 0..<15 {
                let leaf = pick(places.count)
                if let place = places[leaf] {
                    if place.isLeft { left[place.node] = node } else { right[place.node] = node }
                }
                // A leaf is written as the complement of its number.
                left.append(~leaf)
                right.append(~places.count)
                places[leaf] = (node, true)
                places.append((node, false))
            }
            func list(_ count: Int, _ word: (Int) -> String) -> String {
                (0..<count).map(word).joined(separator: " ")
            }
            text += """

                Tree=\(tree)
                num_leaves=16
                num_cat=0
                split_feature=\(list(15) { _ in "\(pick(features))" })
                split_gain=\(list(15) { _ in "1" })
                threshold=\(list(15) { _ in "\(chance.uniform())" })
                decision_type=\(list(15) { _ in "2" })
                left_child=\(list(15) { "\(left[$0])" })
                right_child=\(list(15) { "\(right[$0])" })
                leaf_value=\(list(16) { _ in "\(chance.uniform() - 0.5)" })
                leaf_weight=\(list(16) { _ in "1" })
                leaf_count=\(list(16) { _ in "40" })
                internal_value=\(list(15) { _ in "0" })
                internal_weight=\(list(15) { _ in "0" })
                internal_count=\(list(15) { _ in "80" })
                is_linear=0
                shrinkage=1


                """
        }
        return Array((text + "end of trees\n").utf8)
    }
}
