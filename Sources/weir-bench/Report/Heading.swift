/// What a row is about.
struct Heading {
    enum Comparison: String {
        /// Weir's value by the reference's, run by run.
        case ratio
        /// Weir's value less the reference's, run by run.
        case difference
    }

    let name: String
    let unit: String
    var decimals = 0
    var comparison: Comparison?
    var limits: Limits?
}

/// What a row has to reach.
struct Limits {
    let must: Double
    let goal: Double
    /// Whether they hold for the comparison with the reference, or for Weir's own value.
    var isOfComparison = false
    /// Whether more is better.
    var isLeast = false

    static func most(_ must: Double, goal: Double) -> Limits { Limits(must: must, goal: goal) }
    static func least(_ must: Double, goal: Double) -> Limits { Limits(must: must, goal: goal, isLeast: true) }
    static func compared(_ must: Double, goal: Double) -> Limits {
        Limits(must: must, goal: goal, isOfComparison: true)
    }

    enum Verdict: String {
        case goal, must, missed
    }

    func verdict(_ value: Double) -> Verdict {
        let isWithin = { (limit: Double) in isLeast ? value >= limit : value <= limit }
        return isWithin(goal) ? .goal : isWithin(must) ? .must : .missed
    }
}
