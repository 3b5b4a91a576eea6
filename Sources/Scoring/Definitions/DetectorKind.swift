/// The detectors there are. A new one is a case here, its fields, and its file.
public enum DetectorKind: String, Sendable, CaseIterable {
    case discord
    case multivariate
    case range
    case ewma
    case robustZ = "robust_z"
    case cusum
    case pageHinkley = "page_hinkley"
    case seasonal
    case drift

    /// Whether it matters to it where on Earth the signals are.
    public var hasZone: Bool { self == .seasonal }

    /// One sentence for people.
    public var summary: String {
        switch self {
        case .discord: "What was never there before, in level or in shape; the default."
        case .multivariate: "Signals that are unusual together, against healthy rows."
        case .range: "Beyond a range, given or learned, or changing faster than a rate."
        case .ewma: "A small lasting shift of the level."
        case .robustZ: "Spikes, against the median of the last values."
        case .cusum: "A small shift of the level, soon."
        case .pageHinkley: "A change of the level; begins anew with the new one."
        case .seasonal: "Unusual for the time of day or week."
        case .drift: "Values spread differently from before."
        }
    }
}
