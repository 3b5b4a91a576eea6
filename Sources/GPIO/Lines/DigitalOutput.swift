/// An output with two levels: a line of the kernel's (``OutputLine``), or one that stands in for it.
///
/// Levels are logical: active-low is already applied. An output belongs to one thread.
public protocol DigitalOutput: AnyObject {
    var place: LinePlace { get }

    /// Drives the line to `level`; it is driven when this returns.
    func set(_ level: Bool) throws(GPIOError)

    /// The level read back from the line.
    func get() throws(GPIOError) -> Bool
}
