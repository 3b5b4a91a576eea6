/// How an output drives its pin.
public enum Drive: String, Sendable, CaseIterable {
    /// Drives both levels.
    case pushPull = "push-pull"
    /// Only pulls to ground; a resistor outside makes the high level.
    case openDrain = "open-drain"
    /// Only drives high; a resistor outside makes the low level.
    case openSource = "open-source"
}
