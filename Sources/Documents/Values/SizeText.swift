/// Sizes as they are written in files: `64KiB 256MiB 2GiB`, powers of 1024.
public enum SizeText {
    /// One pebibyte.
    public static let greatestBytes: Int64 = 1 << 50

    private static let family = UnitText.Family(
        noun: "a size",
        units: [
            .init(name: "B", factor: 1, otherSpellings: ["byte", "bytes"]),
            .init(name: "KiB", factor: 1 << 10, otherSpellings: ["k", "kb", "ki", "kibibytes"]),
            .init(name: "MiB", factor: 1 << 20, otherSpellings: ["m", "mb", "mi", "mebibytes"]),
            .init(name: "GiB", factor: 1 << 30, otherSpellings: ["g", "gb", "gi", "gibibytes"]),
            .init(name: "TiB", factor: 1 << 40, otherSpellings: ["t", "tb", "ti", "tebibytes"]),
        ],
        example: "64KiB", usual: "B", greatest: greatestBytes)

    static var pattern: String { family.pattern }

    /// - Returns: Bytes, 0...``greatestBytes``.
    public static func bytes(_ text: String) throws(ValueProblem) -> Int64 {
        try UnitText.parse(text, as: family)
    }

    /// The shortest exact spelling: `65536` gives `64KiB`.
    public static func write(bytes: Int64) -> String { UnitText.write(bytes, as: family) }
}
