internal import Documents

struct SysfsSection: Section {
    let path: String?
    let pathMark: Mark
    let every: Int64
    let scale: Double
    let offset: Double
    let mark: Mark

    static let path = Field(
        "path", .text, required: true,
        about: "The file, with {device} for the device's name, and * where exactly one folder or file fits.",
        example: "\"/sys/bus/w1/devices/28-*/temperature\"")
    static let every = Field(
        "every", .duration(from: "100ms", through: "1d"), default: "10s", about: "How often it is read.")
    static let scale = Field(
        "scale", .number, default: "1", about: "A factor to the signal's unit: the kernel counts in thousandths.",
        example: "0.001")
    static let offset = Field("offset", .number, default: "0", about: "Added after the factor.")
    static let table = FieldTable("a sensor of the kernel's", [path, every, scale, offset])

    init?(from reader: MappingReader) {
        path = reader.value(Self.path)
        pathMark = reader.mark(of: Self.path)
        every = reader.value(Self.every)
        scale = reader.value(Self.scale)
        offset = reader.value(Self.offset)
        mark = reader.mark
        if let path, !path.hasPrefix("/") {
            reader.error("the path is not absolute", mend: "write a path that starts with /", at: Self.path)
        }
        if scale == 0 { reader.error("every value would be the same", mend: "write another factor", at: Self.scale) }
    }
}
