/// What makes two map keys one: numbers by their value whatever their type, text by its bytes.
enum MapKey: Hashable {
    case bool(Bool)
    case negative(Int64)
    case natural(UInt64)
    case text(UTF8Text)

    /// Nil when CEL does not allow a value of this type as a key.
    init?(_ value: Value) {
        switch value {
        case .bool(let flag): self = .bool(flag)
        case .int(let number): self = number < 0 ? .negative(number) : .natural(UInt64(number))
        case .uint(let number): self = .natural(number)
        case .string(let text): self = .text(UTF8Text(text))
        default: return nil
        }
    }

    /// Like `init(_:)`, and a double with an integer's value looks up that integer.
    init?(lookup value: Value) {
        guard case .double(let number) = value else {
            self.init(value)
            return
        }
        if let natural = UInt64(exactly: number) {
            self = .natural(natural)
        } else if let negative = Int64(exactly: number) {
            self = .negative(negative)
        } else {
            return nil
        }
    }
}
