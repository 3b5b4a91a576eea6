internal import Glibc

/// A thread with a name of its own in `top -H`, started at once and waited for at the end.
final class ServiceThread {
    private final class Body: Sendable {
        let name: String
        let run: @Sendable () -> Void

        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }

    private var handle = pthread_t()

    /// - Parameter name: at most 15 bytes, the kernel's limit.
    /// - Parameter stackBytes: threads that only wait and copy need little; 8 MiB of address space each is the default.
    init(name: String, stackBytes: Int = 1 << 20, _ run: @escaping @Sendable () -> Void) {
        precondition(name.utf8.count <= 15)
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, stackBytes)
        defer { pthread_attr_destroy(&attributes) }
        let argument = Unmanaged.passRetained(Body(name: name, run: run)).toOpaque()
        let result = pthread_create(
            &handle, &attributes,
            { argument in
                // The pointer was retained for exactly this thread.
                let body = Unmanaged<Body>.fromOpaque(argument!).takeRetainedValue()
                pthread_setname_np(pthread_self(), body.name)
                body.run()
                return nil
            }, argument)
        precondition(result == 0, "pthread_create: \(result)")
    }

    func join() {
        pthread_join(handle, nil)
    }
}
