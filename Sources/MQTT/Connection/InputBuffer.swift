internal import Glibc

/// What was taken from a socket and is not delivered yet. It has room for one packet of any size that is allowed, and
/// goes back to its usual size when that is delivered.
struct InputBuffer: ~Copyable {
    enum Outcome: Equatable {
        /// Something came; `isAll` where the socket had no more at that moment.
        case received(isAll: Bool)
        /// Nothing is there now.
        case nothing
        case ended
        case failed(errno: Int32)
    }

    /// Some hundred messages of a sensor.
    static let usualSize = 16_384

    private var storage = UnsafeMutableRawBufferPointer.allocate(byteCount: InputBuffer.usualSize, alignment: 16)
    private var start = 0
    private var end = 0

    deinit { storage.deallocate() }

    var isEmpty: Bool { start == end }

    /// The bytes that wait; until the next call of anything else here.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: storage[start..<end]) }

    /// The first so many bytes are delivered.
    mutating func remove(_ count: Int) {
        start += count
        if start == end { removeAll() }
    }

    mutating func removeAll() {
        start = 0
        end = 0
        if storage.count > InputBuffer.usualSize { resize(to: InputBuffer.usualSize) }
    }

    /// Takes what there is room for.
    /// - Parameter need: bytes that there must be room for, with those that wait.
    mutating func receive(from socket: Int32, need: Int) -> Outcome {
        if start > 0 || storage.count < need { resize(to: max(storage.count, need)) }
        let free = UnsafeMutableRawBufferPointer(rebasing: storage[end...])
        let count = recv(socket, free.baseAddress, free.count, Int32(MSG_DONTWAIT))
        guard count > 0 else {
            if count == 0 { return .ended }
            return errno == EAGAIN || errno == EINTR ? .nothing : .failed(errno: errno)
        }
        end += count
        return .received(isAll: count < free.count)
    }

    /// Moves what waits to the front, into a storage of this size.
    private mutating func resize(to size: Int) {
        let waiting = end - start
        if size == storage.count {
            // Both lie in the same bytes; a buffer of this kind copies such ones rightly.
            storage.copyMemory(from: bytes)
        } else {
            let other = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
            other.copyMemory(from: bytes)
            storage.deallocate()
            storage = other
        }
        start = 0
        end = waiting
    }
}
