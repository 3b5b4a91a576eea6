/// The pull resistor inside the chip.
public enum Bias: String, Sendable, CaseIterable {
    /// Whatever the boot loader or the device tree left.
    case asIs = "as-is"
    case disabled
    case pullUp = "pull-up"
    case pullDown = "pull-down"
}
