/// The declared name a mistyped one was probably meant to be.
enum Suggestion {
    /// The nearest candidate; nil when none is near. Ties go to the first in order.
    static func nearest(to name: String, among candidates: [String]) -> String? {
        var best: (candidate: String, score: Int)?
        for candidate in candidates.sorted() {
            guard let score = score(name, candidate), score < best?.score ?? .max else { continue }
            best = (candidate, score)
        }
        return best?.candidate
    }

    /// Lower is nearer; nil is too far.
    private static func score(_ name: String, _ candidate: String) -> Int? {
        let typed = Array(name.lowercased().utf8)
        let known = Array(candidate.lowercased().utf8)
        if typed == known { return 0 }
        let allowed = max(1, min(typed.count, known.count) / 3)
        if abs(typed.count - known.count) <= allowed {
            let distance = editDistance(typed, known)
            if distance <= allowed { return distance }
        }
        // An abbreviation, or the last part of a dotted name.
        if typed.count >= 3, known.starts(with: typed) { return 10 + known.count - typed.count }
        if candidate.hasSuffix("." + name) { return 10 }
        return nil
    }

    /// Insertions, deletions, replacements and swaps of neighbours that lead from one to the other.
    private static func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for i in left.indices {
            var row = [i + 1]
            for j in right.indices {
                var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (left[i] == right[j] ? 0 : 1))
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    cost = min(cost, beforeLast[j - 1] + 1)
                }
                row.append(cost)
            }
            beforeLast = last
            last = row
        }
        return last[right.count]
    }
}
