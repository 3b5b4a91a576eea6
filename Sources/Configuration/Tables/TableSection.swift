internal import Documents

/// A lookup table, read from a file.
struct TableSection: Section {
    let csv: MarkedText?
    let key: String?
    let keyMark: Mark
    let maximumBytes: Int64

    static let csv = Field(
        "csv", .marked, required: true,
        about: "The file, beside this one or below: a first line with the names of the columns, then a line a row. "
            + "A column is of numbers, of true and false, or of text; an empty cell has no value.",
        example: "limits.csv")
    static let key = Field(
        "key", .text, required: true, about: "The column whose text names the rows.", example: "device")
    static let maxSize = Field(
        "max_size", .size(from: "1KiB", through: "16MiB"), default: "1MiB", about: "The largest file taken.")
    static let table = FieldTable("a lookup table", [csv, key, maxSize])

    /// For `tables:` of a file.
    static let tables = FieldType<[Named<TableSection>]>.named(.section(TableSection.self), names: .variable)

    init?(from reader: MappingReader) {
        csv = reader.value(Self.csv)
        key = reader.value(Self.key)
        keyMark = reader.mark(of: Self.key)
        maximumBytes = reader.value(Self.maxSize)
    }
}
