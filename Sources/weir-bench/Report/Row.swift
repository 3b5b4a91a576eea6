/// One line of the result.
struct Row {
    enum Comparison: String {
        /// Weir's value by the reference's, run by run.
        case ratio
        /// Weir's value less the reference's, run by run.
        case difference
    }

    let name: String
    let unit: String
    let decimals: Int
    /// One value a run.
    let weir: [Double]
    /// The same of the reference, from the same runs; empty where there is nothing to compare with.
    var reference: [Double] = []
    var comparison: Comparison?

    var compared: [Double] {
        switch comparison {
        case .ratio: zip(weir, reference).map { $0 / $1 }
        case .difference: zip(weir, reference).map { $0 - $1 }
        case nil: []
        }
    }

    var comparedDecimals: Int { comparison == .ratio ? 2 : decimals }
}
