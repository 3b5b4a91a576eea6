internal import CZlib

/// Deflate and inflate over two streams that are made once and reused. The streams are not moved: zlib keeps a pointer
/// back to them.
final class Compressor {
    private let deflater: UnsafeMutablePointer<z_stream>
    private let inflater: UnsafeMutablePointer<z_stream>

    /// Level 1: the higher levels save a tenth of the bytes for three times the work on telemetry.
    init(level: Int32 = 1) {
        deflater = .allocate(capacity: 1)
        deflater.initialize(to: z_stream())
        inflater = .allocate(capacity: 1)
        inflater.initialize(to: z_stream())
        let deflateCode = weir_deflate_start(deflater, level)
        let inflateCode = weir_inflate_start(inflater)
        // Fails only without memory (300 KB, once, at start) or with a wrong library version.
        precondition(deflateCode == Z_OK && inflateCode == Z_OK, "zlib did not start")
    }

    deinit {
        deflateEnd(deflater)
        inflateEnd(inflater)
        deflater.deallocate()
        inflater.deallocate()
    }

    /// Appends the compressed `raw` to `output`; false, with `output` as before, when it would not have become smaller.
    func compress(_ raw: [UInt8], appendingTo output: inout [UInt8]) -> Bool {
        guard raw.count > 32 else { return false }
        let start = output.count
        let room = raw.count - 1
        deflateReset(deflater)
        output.reserveCapacity(start + room)
        output.append(contentsOf: repeatElement(0, count: room))
        let finished = raw.withUnsafeBytes { source in
            output.withUnsafeMutableBytes { target in
                deflater.pointee.next_in = Self.pointer(source)
                deflater.pointee.avail_in = UInt32(source.count)
                deflater.pointee.next_out = target.baseAddress?.advanced(by: start).assumingMemoryBound(to: UInt8.self)
                deflater.pointee.avail_out = UInt32(room)
                return deflate(deflater, Z_FINISH) == Z_STREAM_END
            }
        }
        output.removeLast(finished ? Int(deflater.pointee.avail_out) : room)
        return finished
    }

    /// The first `limit` bytes of what `compressed` holds; fewer when it is damaged, up to the damage.
    func decompress(_ compressed: [UInt8], from offset: Int, limit: Int) -> [UInt8] {
        guard offset <= compressed.count else { return [] }
        inflateReset(inflater)
        return [UInt8](unsafeUninitializedCapacity: limit) { target, produced in
            compressed.withUnsafeBytes { source in
                let body = UnsafeRawBufferPointer(rebasing: source[offset...])
                inflater.pointee.next_in = Self.pointer(body)
                inflater.pointee.avail_in = UInt32(body.count)
                inflater.pointee.next_out = target.baseAddress
                inflater.pointee.avail_out = UInt32(limit)
                // The code does not matter: what came out is judged by the checksums of its entries.
                _ = inflate(inflater, Z_FINISH)
                produced = limit - Int(inflater.pointee.avail_out)
            }
        }
    }

    /// zlib's `next_in` is not const, and is not written to.
    private static func pointer(_ bytes: UnsafeRawBufferPointer) -> UnsafeMutablePointer<UInt8>? {
        UnsafeMutablePointer(mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
    }
}
