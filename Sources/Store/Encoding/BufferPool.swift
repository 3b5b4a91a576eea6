/// Byte arrays to be used again: once they have their size, a commit asks for no more memory.
final class BufferPool {
    /// As many as a commit of two full rows needs at once.
    private static let limit = 4
    /// Larger ones were for a burst, and are given back.
    private static let largestCapacity = 256 << 10

    private var spare: [[UInt8]] = []

    /// An empty array, with memory where there is one to be used again.
    func take() -> [UInt8] { spare.popLast() ?? [] }

    /// Takes the memory of `buffer`, and leaves an empty array.
    func giveBack(_ buffer: inout [UInt8]) {
        var given: [UInt8] = []
        swap(&given, &buffer)
        guard spare.count < Self.limit, given.capacity > 0, given.capacity <= Self.largestCapacity else { return }
        given.removeAll(keepingCapacity: true)
        spare.append(given)
    }
}
