internal import Glibc

/// How much is tried by the tests that try at random, and from which seed.
public enum Trials {
    /// `WEIR_LONG=1` asks for campaigns at full length.
    public static var isLong: Bool { value("WEIR_LONG") == "1" }

    /// Continuous integration has all data, and runs what needs it.
    public static var needsData: Bool { value("CI") != nil }

    /// `WEIR_TEST_SEED=N` repeats what a failing test printed, and tries that alone.
    public static var givenSeed: UInt64? { value("WEIR_TEST_SEED").flatMap { UInt64($0) } }

    /// The seed to begin with. Continuous integration judges changes, so it begins with the same each time; everybody
    /// else tries new ones.
    public static func seed() -> UInt64 {
        givenSeed ?? (value("CI") == "true" ? 1000 : UInt64.random(in: 1..<(1 << 48)))
    }

    /// The seeds of a campaign, one after the other: 200, or 10,000 at full length.
    public static func seeds(of name: String) -> Range<UInt64> {
        let first = seed()
        let seeds = first..<first + (givenSeed != nil ? 1 : isLong ? 10_000 : 200)
        print("\(name): seeds \(seeds)")
        return seeds
    }

    private static func value(_ variable: String) -> String? { getenv(variable).map { String(cString: $0) } }
}
