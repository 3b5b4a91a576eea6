/// An input with two levels: a line of the kernel's (``InputLine``), or one that stands in for it.
///
/// Levels and edges are logical: active-low is already applied. An input belongs to one thread.
public protocol DigitalInput: AnyObject {
    var place: LinePlace { get }

    /// Readable (for `epoll`, level-triggered) when ``drain(_:)`` has something to give; nil for an input that has to
    /// be polled with ``level()``.
    var descriptor: Int32? { get }

    /// Whether the edges are free of bounce already.
    var isDebounced: Bool { get }

    /// Hands the waiting edges to `body`, oldest first, without ever blocking.
    ///
    /// - Returns: whether edges were lost; ``level()`` then says what holds now.
    func drain(_ body: (EdgeEvent) -> Void) throws(GPIOError) -> EdgeLoss

    /// The level at this moment.
    func level() throws(GPIOError) -> Bool
}
