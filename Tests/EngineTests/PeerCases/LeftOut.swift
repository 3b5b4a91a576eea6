/// Rows of the peers' cases whose feature Weir leaves out by decision: each entry describes the feature, as far as it can
/// be computed from the row, and says why.
struct LeftOut: Sendable {
    var reason: String
    var matches: @Sendable (PatternRows.Row) -> Bool

    static let patterns: [LeftOut] = []
}
