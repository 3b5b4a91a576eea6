internal import Decoding
internal import Documents
internal import Expressions

/// The zone in which a device writes its local time.
struct PlaceZone: LocalZone {
    private static let daySeconds: Int64 = 86_400

    private let zone: NamedZone

    static let type = FieldType<String>.text.map { (name: String) throws(ValueProblem) -> PlaceZone in
        PlaceZone(zone: try namedZone(name))
    }

    static func namedZone(_ name: String) throws(ValueProblem) -> NamedZone {
        if let zone = NamedZone(name) { return zone }
        let meant = NamedZone.suggestion(for: name).map { "write '\($0)'" }
        throw ValueProblem("there is no time zone '\(name)'", mend: meant ?? "write a name such as 'Europe/Oslo'")
    }

    /// A change of the clock lies between the offsets of a day before and a day after: there are weeks between two.
    func secondsEastOfUTC(localSeconds: Int64) -> Int {
        let before = zone.offset(at: localSeconds - PlaceZone.daySeconds)
        if zone.offset(at: localSeconds - Int64(before)) == before { return before }
        let after = zone.offset(at: localSeconds + PlaceZone.daySeconds)
        return zone.offset(at: localSeconds - Int64(after)) == after ? after : before
    }
}

extension FieldType where Value == String {
    /// The name of a time zone that there is.
    static var zoneName: Self {
        text.map { (name: String) throws(ValueProblem) -> String in
            _ = try PlaceZone.namedZone(name)
            return name
        }
    }
}
