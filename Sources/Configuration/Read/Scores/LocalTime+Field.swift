internal import Documents
public import Expressions
public import Scoring

extension LocalTime {
    /// The time of a zone of the world.
    public init(_ zone: NamedZone) {
        self.init(name: zone.name) { zone.offset(at: $0) }
    }
}

extension FieldType where Value == LocalTime {
    /// The name of a time zone that there is.
    static var localTime: Self {
        FieldType<String>.text.map { (name: String) throws(ValueProblem) -> LocalTime in
            LocalTime(try PlaceZone.namedZone(name))
        }
    }
}
