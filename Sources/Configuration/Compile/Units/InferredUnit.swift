internal import Telemetry

/// What is known of the unit of an expression's value.
enum InferredUnit: Equatable {
    /// Nothing: no mistake is found where this takes part.
    case unknown
    /// A number written out, which is in whatever unit is wanted.
    case number
    case unit(Unit)
    /// The difference of two values of a unit with a zero of its own, such as `Cel`; the unit is that of the difference, `K`.
    case difference(Unit)

    /// The unit, of a difference too.
    var unit: Unit? {
        switch self {
        case .unit(let unit), .difference(let unit): unit
        case .unknown, .number: nil
        }
    }

    /// As a message says it: `in Cel`, `a difference in K`.
    var words: String {
        switch self {
        case .unit(let unit): "in \(unit)"
        case .difference(let unit): "a difference in \(unit)"
        case .unknown, .number: "a number"
        }
    }
}
