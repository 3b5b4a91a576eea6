/// The known name somebody probably meant.
public enum NearestName {
    /// Nil where nothing is near enough: a wrong suggestion is worse than none.
    public static func nearest(to word: String, among known: [String]) -> String? {
        guard word.utf8.count <= 64 else { return nil }
        let wanted = Array(folded(word))
        guard !wanted.isEmpty else { return nil }
        var best: (name: String, distance: Int)?
        for name in known {
            let candidate = Array(folded(name))
            let allowed = max(1, min(wanted.count, candidate.count) / 3)
            let distance = distance(wanted, candidate)
            if distance <= allowed, distance < best?.distance ?? .max { best = (name, distance) }
        }
        return best?.name
    }

    /// `minOn`, `min-on` and `min_on` are one word.
    private static func folded(_ word: String) -> String.UTF8View {
        word.lowercased().filter { $0 != "_" && $0 != "-" && $0 != " " }.utf8
    }

    /// Levenshtein's distance, with the swap of two neighbours counted as one (Damerau's restricted form).
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...right.count)
        for i in 0..<left.count {
            var current = [i + 1]
            current.reserveCapacity(right.count + 1)
            for j in 0..<right.count {
                let cost = left[i] == right[j] ? 0 : 1
                var least = min(previous[j] + cost, previous[j + 1] + 1, current[j] + 1)
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    least = min(least, beforePrevious[j - 1] + 1)
                }
                current.append(least)
            }
            beforePrevious = previous
            previous = current
        }
        return previous[right.count]
    }
}
