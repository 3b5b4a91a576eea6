/// What is wrong with a topic filter, and where.
public struct TopicFilterError: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Reason: Error, Equatable {
        case empty
        /// Above 65,535 bytes or ``TopicMatcher/levelLimit`` levels.
        case tooLong
        /// NUL or another control character.
        case controlCharacter
        /// `#` and `{name+}` take the whole rest: nothing may follow the one, and only literal levels the other.
        case notLast(String)
        /// A wildcard or a capture shares its level with other text.
        case notAlone(String)
        /// Braces without a name of letters, digits and `_` between them.
        case badCapture(String)
        case repeatedCapture(String)
        /// More than ``TopicMatch/captureLimit``.
        case tooManyCaptures
    }

    public let reason: Reason
    /// Bytes before the level that is wrong.
    public let offset: Int

    public var description: String {
        switch reason {
        case .empty: "a topic filter can't be empty"
        case .tooLong: "a topic filter has at most 65535 bytes and \(TopicMatcher.levelLimit) levels"
        case .controlCharacter: "a topic filter can't contain control characters"
        case .notLast(let level):
            "\"\(level)\" stands for all that follows, so only plain levels may come after it, and none after #"
        case .notAlone(let level): "\"\(level)\": a wildcard or a capture takes a whole level; put it between slashes"
        case .badCapture(let level): "\"\(level)\": write {name} for one level, or {name+} for one or more"
        case .repeatedCapture(let name): "{\(name)} is captured twice; give one of them another name"
        case .tooManyCaptures: "a topic filter captures at most \(TopicMatch.captureLimit) names"
        }
    }
}
