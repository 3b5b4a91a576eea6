/// How a configuration names a line of a chip: by the name the board gives it, or by its offset.
///
/// Names differ between kernels (`GPIO2`, `SDA1`, `PIN3` are one pin), so an offset is as good an address as a name.
public enum LineName: Sendable, Hashable, CustomStringConvertible {
    case name(String)
    /// The line's place on its chip, from 0.
    case offset(UInt32)

    /// Reads the name as a configuration writes it: decimal digits are an offset, other text a name.
    /// Empty text, and digits beyond 4,294,967,295, name no line.
    public init?(_ text: String) {
        guard !text.isEmpty else { return nil }
        guard text.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) else {
            self = .name(text)
            return
        }
        guard let offset = UInt32(text) else { return nil }
        self = .offset(offset)
    }

    public var description: String {
        switch self {
        case .name(let name): name
        case .offset(let offset): "offset \(offset)"
        }
    }
}
