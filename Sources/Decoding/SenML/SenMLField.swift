internal import Telemetry

/// A field of a SenML pack: which record, and what of it.
///
///     temperature         the value of the record named so, with or without the base name before it
///     "urn:dev:x:t.1"     a name with dots, in quotes
///     energy.s            its sum; .u its unit, .v its value
struct SenMLField {
    enum Part {
        case value, sum, unit
    }

    let name: [UInt8]
    let part: Part
    let unit: [UInt8]?

    /// Nil where the path is no such name.
    init?(_ field: PayloadField) {
        let segments = field.path.segments
        guard (1...2).contains(segments.count), let name = SenMLField.key(segments[0]), !name.isEmpty else {
            return nil
        }
        switch segments.count == 1 ? "v" : SenMLField.key(segments[1]) {
        case "v": part = .value
        case "s": part = .sum
        case "u": part = .unit
        default: return nil
        }
        self.name = Array(name.utf8)
        unit = field.unit.map { Array($0.utf8) }
    }

    private static func key(_ segment: FieldPath.Segment) -> String? {
        switch segment {
        case .key(let key): key
        case .indexOrKey(let index): index.description
        case .index: nil
        }
    }
}
