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

    /// One descriptor's place in the loop. A descriptor's number is used again once it is closed; the serial number
    /// tells which of its users is meant.
    struct Watch {
        let descriptor: Int32
        fileprivate let serial: UInt64
    }

    /// A tuple with a function in it would ask for memory whenever it is looked at.
    private struct Entry {
        let serial: UInt64
        let serve: Handler
    }

    private let epoll: Int32
    /// By descriptor: descriptors are small integers, and a lookup must not allocate.
    private var handlers: [Entry?] = []
    private var lastSerial: UInt64 = 0
    private var ready = [epoll_event](repeating: epoll_event(), count: 64)

    init() {
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        precondition(epoll >= 0, "epoll_create1: errno \(errno)")
    }

    deinit {
        close(epoll)
    }

    /// Watches a descriptor that is not watched yet. One of the same number that was watched before is closed by now,
    /// and its watch does nothing any more.
    @discardableResult
    func watch(_ descriptor: Int32, for interest: Interest, _ handler: @escaping Handler) -> Watch {
        let index = Int(descriptor)
        while handlers.count <= index { handlers.append(nil) }
        lastSerial += 1
        handlers[index] = Entry(serial: lastSerial, serve: handler)
        let result = weir_epoll_control(epoll, EPOLL_CTL_ADD, descriptor, interest.rawValue)
        precondition(result == 0, "epoll_ctl: errno \(errno) for descriptor \(descriptor)")
        return Watch(descriptor: descriptor, serial: lastSerial)
    }

    /// Changes what a descriptor is watched for.
    func change(_ watch: Watch, to interest: Interest) {
        guard isPresent(watch) else { return }
        _ = weir_epoll_control(epoll, EPOLL_CTL_MOD, watch.descriptor, interest.rawValue)
    }

    /// Forgets a descriptor; one that was closed meanwhile is no error, since the kernel forgot it already.
    func unwatch(_ watch: Watch) {
        guard isPresent(watch) else { return }
        _ = weir_epoll_control(epoll, EPOLL_CTL_DEL, watch.descriptor, 0)
        handlers[Int(watch.descriptor)] = nil
    }

    private func isPresent(_ watch: Watch) -> Bool { handlers[Int(watch.descriptor)]?.serial == watch.serial }

    /// Waits until something is ready or the time is up, and serves what is ready.
    /// - Parameter timeoutMilliseconds: nil waits without end; 0 only looks.
    func poll(timeoutMilliseconds: Int64?) {
        let timeout = timeoutMilliseconds.map { Int32(clamping: max(0, $0)) } ?? -1
        let count = epoll_wait(epoll, &ready, Int32(ready.count), timeout)
        guard count > 0 else { return }
        let newest = lastSerial
        for index in 0..<Int(count) {
            let descriptor = withUnsafePointer(to: ready[index]) { weir_epoll_descriptor($0) }
            // A handler may have taken another's descriptor away, or given its number to a new one, which is not meant.
            guard Int(descriptor) < handlers.count, let handler = handlers[Int(descriptor)], handler.serial <= newest
            else { continue }
            handler.serve(Interest(rawValue: ready[index].events))
        }
    }
}
