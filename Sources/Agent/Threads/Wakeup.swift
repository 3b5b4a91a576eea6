internal import CLinux
internal import Glibc

/// Wakes another thread's event loop. The descriptor becomes readable; waking twice before it is served is once.
public final class Wakeup: Sendable {
    public let descriptor: Int32

    public init() {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        precondition(descriptor >= 0, "eventfd: errno \(errno)")
    }

    deinit {
        close(descriptor)
    }

    public func wake() {
        var one: UInt64 = 1
        // Fails only when the counter is full, and then the descriptor is readable anyway.
        _ = write(descriptor, &one, 8)
    }

    /// Makes the descriptor unreadable until the next wake.
    public func clear() {
        var count: UInt64 = 0
        // Fails only when nobody woke us.
        _ = read(descriptor, &count, 8)
    }
}
