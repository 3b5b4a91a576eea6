internal import Documents
internal import Engine

/// What upstream may command.
struct CommandsSection: Section {
    let devices: [String]?
    let priority: Int
    let maximum: Int64

    static let devices = Field(
        "devices", .list(of: .name, atLeast: 1), about: "The devices whose actuators may be commanded; left out: all.",
        example: "[pump-7]")
    static let priority = Field(
        "priority", .integer(Claim.priorities), default: "3",
        about: "The most urgent priority that a command may have; 1 and 2 cut minimum times short.")
    static let max = Field(
        "max", .duration(from: "1s", through: "1d"), default: "1d", about: "The longest that a command may hold.")
    static let table = FieldTable("commands from upstream", [devices, priority, max])

    init?(from reader: MappingReader) {
        devices = reader.value(Self.devices)
        priority = reader.value(Self.priority)
        maximum = reader.value(Self.max)
    }
}
