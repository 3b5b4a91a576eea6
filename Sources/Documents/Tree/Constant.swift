/// A value whose type the file decides: `parameters: {hot: 80.0, line: b, armed: true}`.
public enum Constant: Sendable, Equatable {
    case boolean(Bool)
    case integer(Int)
    case double(Double)
    case text(String)
}
