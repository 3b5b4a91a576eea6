/// The name under which a line is held: what `gpioinfo` shows, and what EBUSY tells the next program.
enum ConsumerName {
    /// The kernel keeps 32 bytes, the terminating zero included.
    static let maximumBytes = 31

    /// `text`, shortened to whole characters that fit the kernel's field.
    static func fitting(_ text: String) -> String {
        var fitting = text
        while fitting.utf8.count > maximumBytes { fitting.removeLast() }
        return fitting
    }
}
