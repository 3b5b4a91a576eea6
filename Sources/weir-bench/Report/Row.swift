/// One line of the result: a value a run.
struct Row {
    let heading: Heading
    private(set) var weir: [Double] = []
    /// The same of the reference, from the same runs; empty where there is nothing to compare with.
    private(set) var reference: [Double] = []

    init(_ heading: Heading) { self.heading = heading }

    mutating func add(_ figure: Figure) {
        weir.append(figure.weir)
        if let value = figure.reference { reference.append(value) }
    }

    var compared: [Double] {
        switch heading.comparison {
        case .ratio: zip(weir, reference).map { $0 / $1 }
        case .difference: zip(weir, reference).map { $0 - $1 }
        case nil: []
        }
    }

    var comparedDecimals: Int { heading.comparison == .ratio ? 2 : heading.decimals }

    /// Of the median; nil where nothing has to be reached.
    var verdict: Limits.Verdict? {
        guard let limits = heading.limits, let spread = Spread(limits.isOfComparison ? compared : weir) else {
            return nil
        }
        // As exactly as it is shown.
        var scale = 1.0
        for _ in 0..<(limits.isOfComparison ? comparedDecimals : heading.decimals) { scale *= 10 }
        return limits.verdict((spread.median * scale).rounded() / scale)
    }

    /// What has to be reached, as text.
    var target: String {
        guard let limits = heading.limits else { return "" }
        let sign = limits.isLeast ? ">=" : "<="
        let unit = limits.isOfComparison && heading.comparison == .ratio ? "x" : ""
        return "\(sign) \(limits.must.shortText)\(unit), \(limits.goal.shortText)\(unit)"
    }
}

/// What one run gave for a row.
struct Figure {
    let heading: Heading
    let weir: Double
    var reference: Double?

    init(_ heading: Heading, _ weir: Double, reference: Double? = nil) {
        self.heading = heading
        self.weir = weir
        self.reference = reference
    }
}

/// All rows, in the order in which they first came.
struct Results {
    private(set) var rows: [Row] = []

    mutating func add(_ figures: [Figure]) {
        for figure in figures {
            let index = rows.firstIndex { $0.heading.name == figure.heading.name }
            if index == nil { rows.append(Row(figure.heading)) }
            rows[index ?? rows.count - 1].add(figure)
        }
    }
}

extension Double {
    /// Without decimals where it has none.
    var shortText: String {
        self == rounded() ? text(decimals: 0) : text(decimals: self * 10 == (self * 10).rounded() ? 1 : 2)
    }
}
