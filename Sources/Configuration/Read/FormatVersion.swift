internal import Documents

/// The version of what files may say.
enum FormatVersion {
    /// The one that this program reads.
    static let supported = 1

    static let field = Field(
        "version", type, about: "The version of the format that the file is written in; 1 is the only one.",
        example: "1")

    private static let type = FieldType<Int>.integer(1...Int.max).map { version throws(ValueProblem) in
        guard version == supported else {
            throw ValueProblem(
                "the file is written in version \(version) of the format, and this program reads version \(supported)",
                mend: "write 'version: \(supported)' and what it has, or run a newer weir")
        }
        return version
    }
}
