internal import CZlib

/// Reads the rows that were deflated, before Zstandard. No row is written so any more.
enum Inflation {
    /// How many times smaller deflate makes bytes at the most.
    static let largestRatio = 1032

    /// The first `limit` bytes of what `compressed` holds; fewer when it is damaged, up to the damage.
    static func decompress(_ compressed: ArraySlice<UInt8>, limit: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: limit) { target, produced in
            var stream = z_stream()
            // zlib keeps a pointer back to its stream, which therefore must not move.
            withUnsafeMutablePointer(to: &stream) { stream in
                // Fails only without memory (40 KB); the row then counts as unreadable.
                guard weir_inflate_start(stream) == Z_OK else { return }
                defer { inflateEnd(stream) }
                compressed.withUnsafeBytes { source in
                    // zlib's `next_in` is not const, and is not written to.
                    stream.pointee.next_in = UnsafeMutablePointer(
                        mutating: source.assumingMemoryBound(to: UInt8.self).baseAddress)
                    stream.pointee.avail_in = UInt32(source.count)
                    stream.pointee.next_out = target.baseAddress
                    stream.pointee.avail_out = UInt32(limit)
                    // The code does not matter: what came out is judged by the checksums of its entries.
                    _ = inflate(stream, Z_FINISH)
                    produced = limit - Int(stream.pointee.avail_out)
                }
            }
        }
    }
}
