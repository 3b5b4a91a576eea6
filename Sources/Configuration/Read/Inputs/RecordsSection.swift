internal import Documents

/// Where a payload has its readings, when it is not one itself. Paths of signals and of the time begin at the reading.
struct RecordsSection: Section {
    let path: String
    let pathMark: Mark
    let isByDevice: Bool
    let device: String?
    let deviceMark: Mark
    let values: String?
    let valuesMark: Mark
    let mark: Mark

    static let at = Field(
        "at", .text, default: "\".\"",
        about: "The path of the list of readings, or of the one reading; `.` is the payload.", example: "batch")
    static let byDevice = Field(
        "by_device", .boolean, default: "false",
        about: "There is a mapping from device names to readings or lists of them: {\"pump-7\": [{...}]}.")
    static let device = Field(
        "device", .text, about: "The path, in the reading, of the name of its device.", example: "id")
    static let values = Field(
        "values", .text, about: "The path, in the reading, below which its signals are; its time is beside it.",
        example: "values")
    static let table = FieldTable("the records", [at, byDevice, device, values])

    /// Whether the payload says which devices it is about.
    var namesDevices: Bool { isByDevice || device != nil }

    init?(from reader: MappingReader) {
        path = reader.value(Self.at)
        pathMark = reader.mark(of: Self.at)
        isByDevice = reader.value(Self.byDevice)
        device = reader.value(Self.device)
        deviceMark = reader.mark(of: Self.device)
        values = reader.value(Self.values)
        valuesMark = reader.mark(of: Self.values)
        mark = reader.mark
        if isByDevice, device != nil {
            reader.error("the devices are the keys already", mend: "remove it", at: Self.device)
        }
    }
}
