/// A line of a chip, by name or offset, for each device.
public struct LineBinding: Sendable {
    /// The chip's label, such as `pinctrl-rp1`; `simulated` is a chip of Weir's own that says that it is simulated.
    public var chip: String
    public var isActiveLow: Bool
    /// The pull resistor inside the chip.
    public var bias: LineBias
    /// The line of each device, by device name.
    public var lines: [(device: String, line: String)]

    public static let simulatedChip = "simulated"

    public var isSimulated: Bool { LineBinding.isSimulated(chip: chip) }

    /// The same, of a line of which no more than its chip is known.
    public static func isSimulated(chip: String) -> Bool { chip == simulatedChip }
}

public enum LineBias: String, Sendable, CaseIterable {
    case asIs = "as-is"
    case disabled
    case pullUp = "pull-up"
    case pullDown = "pull-down"
}

/// A line that is driven.
public struct GPIOOutput: Sendable {
    public var line: LineBinding
    public var drive: LineDrive
}

/// Which levels an output makes itself; a resistor makes the other.
public enum LineDrive: String, Sendable, CaseIterable {
    case pushPull = "push-pull"
    case openDrain = "open-drain"
    case openSource = "open-source"
}
