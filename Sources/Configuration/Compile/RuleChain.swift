internal import Documents

/// Rules that ask one another, one after the other.
enum RuleChain {
    /// How many may follow one another, as events at one instant do.
    static let greatestLength = 8

    /// The rules of the longest chain, the first cause first.
    /// - Parameters:
    ///   - uses: for each item those it uses.
    ///   - order: each item after what it uses.
    static func longest(_ uses: [[Int]], order: [Int], isRule: (Int) -> Bool) -> [Int] {
        var lengths = [Int](repeating: 0, count: uses.count)
        var causes = [Int?](repeating: nil, count: uses.count)
        for item in order {
            causes[item] = uses[item].max { lengths[$0] < lengths[$1] }
            lengths[item] = (causes[item].map { lengths[$0] } ?? 0) + (isRule(item) ? 1 : 0)
        }
        var chain: [Int] = []
        var next = order.max { lengths[$0] < lengths[$1] }
        while let item = next {
            if isRule(item) { chain.append(item) }
            next = causes[item]
        }
        return chain.reversed()
    }

    static func check(_ names: [String], _ diagnostics: Diagnostics, at mark: Mark?) {
        guard names.count > greatestLength, let mark else { return }
        diagnostics.error(
            "\(names.count) rules ask one another in a chain, and no more than \(greatestLength) may: "
                + names.joined(separator: " -> "),
            mend: "let one of them ask the signals themselves", at: mark)
    }
}
