internal import CLinux
internal import Glibc

/// A thread with a name of its own in `top -H`, started at once and waited for at the end.
public final class ServiceThread {
    private final class Body: Sendable {
        let run: @Sendable () -> Void

        init(run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }

    private var handle = pthread_t()

    /// - Parameter name: at most 15 bytes, the kernel's limit.
    /// - Parameter stackBytes: threads that only wait and copy need little; 8 MiB of address space each is the default.
    public init(name: String, stackBytes: Int = 1 << 20, _ run: @escaping @Sendable () -> Void) {
        precondition(name.utf8.count <= 15)
        let argument = Unmanaged.passRetained(Body(run: run)).toOpaque()
        let result = weir_start_thread(
            &handle, name, stackBytes,
            { argument in
                guard let argument else { return nil }
                // The pointer was retained for exactly this thread.
                Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, argument)
        precondition(result == 0, "pthread_create: \(result)")
    }

    public func join() {
        pthread_join(handle, nil)
    }
}
