/// Why a detector cannot be made or taken up again.
public enum ScoringError: Error, Equatable, Sendable, CustomStringConvertible {
    case unknownField(String, of: DetectorKind)
    case outOfRange(DetectorField, Double)
    case notWhole(DetectorField, Double)
    /// The first of the two settings has to be below the second.
    case notBelow(String, Double, String, Double)
    /// Two answers to what time it is.
    case zoneAndOffset
    /// More channels left out than there are beside the two that always stay.
    case dropped(Int, of: Int)
    case channels(Int, allowed: ClosedRange<Int>)
    /// The snapshot is of another detector, definition or number of channels, or of a newer version.
    case otherDefinition
    case malformedState(offset: Int)

    public var description: String {
        switch self {
        case .unknownField(let name, let kind):
            "\(kind.rawValue) has no setting '\(name)'; it has \(kind.fields.map(\.name).joined(separator: ", "))"
        case .outOfRange(let field, let value):
            "\(field.name) is \(value); write a number from \(field.range.lowerBound) to \(field.range.upperBound)"
        case .notWhole(let field, let value):
            "\(field.name) is \(value); write a whole number"
        case .notBelow(let lower, let low, let upper, let high):
            "\(lower) is \(low) and \(upper) \(high); write a \(lower) below \(upper)"
        case .zoneAndOffset: "a zone and an offset; write one of the two"
        case .dropped(let count, let channels):
            "dropped is \(count) of \(channels) signals; write at most \(channels - 2), since two always stay"
        case .channels(let count, let allowed):
            "\(count) signals; give \(allowed.lowerBound) to \(allowed.upperBound)"
        case .otherDefinition:
            "the saved state belongs to another detector, or to other settings or signals; learn again"
        case .malformedState(let offset):
            "the saved state is damaged at byte \(offset); learn again"
        }
    }
}
