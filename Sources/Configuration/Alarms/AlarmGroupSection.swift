internal import Documents
internal import Engine

/// How often the events of several rules are told together.
struct AlarmGroupSection: Section {
    let maximum: Int?
    let per: Int64?
    let by: String?
    let byMark: Mark
    let shape: UInt64

    static let maximum = Field(
        "max", .integer(Frequency.counts), required: true,
        about:
            "The most events that are told in the time `per`; the others are suppressed, and counted in the next one.",
        example: "3")
    static let per = Field(
        "per", .duration(from: "1s", through: "31d"), required: true, about: "The time.", example: "10m")
    static let by = Field(
        "by", .name,
        about: "Each value of this label has a limit of its own, or each `device`; without it all have one together.",
        example: "line")
    static let table = FieldTable("a group of alarms", [maximum, per, by])

    init?(from reader: MappingReader) {
        maximum = reader.value(Self.maximum)
        per = reader.value(Self.per)
        by = reader.value(Self.by)
        byMark = reader.mark(of: Self.by)
        shape = Shape.hash(reader.node)
    }
}
