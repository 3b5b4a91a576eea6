/// Why a text is no pattern that `matches` takes.
public struct PatternFlaw: Error, Hashable, Sendable, CustomStringConvertible {
    /// Unicode scalars from the start of the pattern to where it stops making sense; nil where all of it is too large.
    public let place: Int?
    public let description: String

    /// What is wrong with a pattern; nil where nothing is.
    public static func find(in text: String) -> PatternFlaw? {
        var parser = PatternParser(text)
        do throws(PatternError) {
            var compiler = PatternCompiler()
            try compiler.compile(try parser.parseWhole())
            return nil
        } catch {
            guard error == .syntax else { return PatternFlaw(place: nil, description: "is too large") }
            guard let stray = parser.upcoming else {
                return PatternFlaw(place: parser.position, description: "ends too early")
            }
            return PatternFlaw(
                place: parser.position,
                description: "has a '\(stray)' that means nothing at character \(parser.position + 1)")
        }
    }
}
