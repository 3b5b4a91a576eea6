/// How a configuration names a GPIO chip.
///
/// Never by number: the header of a Raspberry Pi 5 has been both `gpiochip4` and `gpiochip0`, depending on the kernel.
public enum ChipName: Sendable, Hashable, CustomStringConvertible {
    /// Every chip of the board; the line's name has to tell them apart.
    case any
    /// The chip's own label, as `gpiodetect` shows it in brackets: `pinctrl-rp1`, `pinctrl-bcm2711`.
    case label(String)
    /// A device node, for boards with two chips of one label: best a symbolic link that a udev rule keeps,
    /// such as `/dev/gpiochip-relays`.
    case path(String)

    /// Reads the name as a configuration writes it: text that starts with `/` is a path, other text a label,
    /// nothing at all is ``any``. Empty text is no name.
    public init?(_ text: String?) {
        guard let text else {
            self = .any
            return
        }
        guard !text.isEmpty else { return nil }
        self = text.hasPrefix("/") ? .path(text) : .label(text)
    }

    public var description: String {
        switch self {
        case .any: "any chip"
        case .label(let label): label
        case .path(let path): path
        }
    }
}
