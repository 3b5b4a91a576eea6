/// Why a text made no program.
public enum CompileError: Error, Hashable, Sendable, CustomStringConvertible {
    case parse(ParseError)
    case check(CheckError)

    /// All that is wrong, in the order of the text; one problem when the text does not parse.
    public var problems: [Problem] {
        switch self {
        case .parse(let error): [error.problem]
        case .check(let error): error.problems
        }
    }

    public var description: String { problems.map(\.description).joined(separator: "; ") }
}
