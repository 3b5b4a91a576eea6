/// The numbers of a rolling window in ascending order, for exact percentiles; and how many of them are different.
struct RollingOrder: Sendable, Equatable {
    private var ascending: [Double] = []
    private(set) var distinct = 0

    mutating func add(_ number: Double) {
        let index = position(of: number)
        if index == ascending.count || ascending[index] != number { distinct += 1 }
        ascending.insert(number, at: index)
    }

    mutating func remove(_ number: Double) {
        let index = position(of: number)
        ascending.remove(at: index)
        if index == ascending.count || ascending[index] != number { distinct -= 1 }
    }

    /// Between the two nearest ranks; nil while there is no number.
    func percentile(_ percent: Double) -> Double? {
        guard !ascending.isEmpty else { return nil }
        let rank = percent / 100 * Double(ascending.count - 1)
        let lower = Int(rank)
        guard lower + 1 < ascending.count else { return ascending[lower] }
        return ascending[lower] + (ascending[lower + 1] - ascending[lower]) * (rank - Double(lower))
    }

    /// Of the first one that is not less.
    private func position(of number: Double) -> Int {
        var low = 0
        var high = ascending.count
        while low < high {
            let middle = (low + high) / 2
            if ascending[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
