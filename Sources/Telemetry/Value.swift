/// The value of one signal at one time.
///
/// Numbers are doubles throughout: JSON has no other number, and CEL does not coerce in arithmetic, so one kind of
/// number from the sensor to the rule spares everybody a class of mistakes.
public enum Value: Sendable, Equatable {
    case number(Double)
    case flag(Bool)
    case text(String)
}

extension Value: CustomStringConvertible {
    /// The value as a person reads it in a message or a log: no quotes, shortest number that reads back the same.
    public var description: String {
        switch self {
        case .number(let number): JSONWriter.text(of: number)
        case .flag(let flag): flag ? "true" : "false"
        case .text(let text): text
        }
    }
}
