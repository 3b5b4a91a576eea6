internal import CLinux
internal import Glibc

/// What a descriptor is watched for.
struct Interest: OptionSet {
    let rawValue: UInt32

    static let read = Interest(rawValue: EPOLLIN.rawValue)
    static let write = Interest(rawValue: EPOLLOUT.rawValue)
    /// The kernel's word that the other side is gone; always reported, never asked for.
    static let gone = Interest(rawValue: EPOLLHUP.rawValue | EPOLLERR.rawValue)
}

/// A thread's own wait for descriptors (epoll). Belongs to the thread that made it; handlers run on that thread.
final class EventLoop {
    typealias Handler = (Interest) -> Void

    private let epoll: Int32
    /// By descriptor: descriptors are small integers, and a lookup must not allocate.
    private var handlers: [Handler?] = []
    private var ready = [epoll_event](repeating: epoll_event(), count: 64)

    init() {
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        precondition(epoll >= 0, "epoll_create1: errno \(errno)")
    }

    deinit {
        close(epoll)
    }

    /// Watches a descriptor that is not watched yet.
    func watch(_ descriptor: Int32, for interest: Interest, _ handler: @escaping Handler) {
        let index = Int(descriptor)
        while handlers.count <= index { handlers.append(nil) }
        handlers[index] = handler
        let result = weir_epoll_control(epoll, EPOLL_CTL_ADD, descriptor, interest.rawValue)
        precondition(result == 0, "epoll_ctl: errno \(errno) for descriptor \(descriptor)")
    }

    /// Changes what a watched descriptor is watched for.
    func change(_ descriptor: Int32, to interest: Interest) {
        _ = weir_epoll_control(epoll, EPOLL_CTL_MOD, descriptor, interest.rawValue)
    }

    /// Forgets a descriptor; one that was closed meanwhile is no error, since the kernel forgot it already.
    func unwatch(_ descriptor: Int32) {
        _ = weir_epoll_control(epoll, EPOLL_CTL_DEL, descriptor, 0)
        if Int(descriptor) < handlers.count { handlers[Int(descriptor)] = nil }
    }

    /// Waits until something is ready or the time is up, and serves what is ready.
    /// - Parameter timeoutMilliseconds: nil waits without end; 0 only looks.
    func poll(timeoutMilliseconds: Int64?) {
        let timeout = timeoutMilliseconds.map { Int32(clamping: max(0, $0)) } ?? -1
        let count = epoll_wait(epoll, &ready, Int32(ready.count), timeout)
        guard count > 0 else { return }
        for index in 0..<Int(count) {
            let descriptor = withUnsafePointer(to: ready[index]) { weir_epoll_descriptor($0) }
            // A handler may have taken another's descriptor away.
            guard Int(descriptor) < handlers.count, let handler = handlers[Int(descriptor)] else { continue }
            handler(Interest(rawValue: ready[index].events))
        }
    }
}
