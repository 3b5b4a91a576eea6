/// Where a line was found: one line of one chip, as it is now.
public struct LinePlace: Sendable, Hashable, CustomStringConvertible {
    public var chipLabel: String
    /// The device node. It is for people and for opening the line at once; it may differ after a reboot.
    public var chipPath: String
    public var offset: UInt32
    /// The line's own name, where the board gives it one.
    public var name: String?

    public init(chipLabel: String, chipPath: String, offset: UInt32, name: String?) {
        self.chipLabel = chipLabel
        self.chipPath = chipPath
        self.offset = offset
        self.name = name
    }

    public var description: String {
        let chip = "offset \(offset) of \(chipLabel), \(chipPath)"
        guard let name else { return chip }
        return "\(name) (\(chip))"
    }
}
