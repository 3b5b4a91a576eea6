internal import CZstd

/// Zstandard over two contexts that are made once and reused.
final class Compressor {
    /// Level 1: a fifth fewer bytes than deflate's level 1 on telemetry, for a third of its work.
    private static let level: Int32 = 1
    /// Blocks of 16 KiB: a context takes a fifth of the memory of whole rows, and damage costs less of a row.
    private static let windowLog: Int32 = 14
    /// RFC 8878 section 3.1.1.2.
    private static let blockHeaderBytes = 3
    /// How many times smaller rows become at the most: a block that is one byte again and again takes four.
    static let largestRatio = (1 << Int(windowLog)) / 4

    private let encoder: OpaquePointer
    private let decoder: OpaquePointer

    init() {
        guard let encoder = ZSTD_createCCtx(), let decoder = ZSTD_createDCtx() else {
            // Fails only without memory (200 KB, once, at start).
            preconditionFailure("zstd did not start")
        }
        self.encoder = encoder
        self.decoder = decoder
        let settings = [
            ZSTD_CCtx_setParameter(encoder, ZSTD_c_compressionLevel, Self.level),
            ZSTD_CCtx_setParameter(encoder, ZSTD_c_windowLog, Self.windowLog),
            // The row has its length, too.
            ZSTD_CCtx_setParameter(encoder, ZSTD_c_contentSizeFlag, 0),
            // A damaged row asks for no more memory.
            ZSTD_DCtx_setParameter(decoder, ZSTD_d_windowLogMax, Self.windowLog),
        ]
        precondition(settings.allSatisfy { ZSTD_isError($0) == 0 }, "zstd does not know a setting")
    }

    deinit {
        ZSTD_freeCCtx(encoder)
        ZSTD_freeDCtx(decoder)
    }

    /// Appends the compressed `raw` to `output`; false, with `output` as before, when it would not have become smaller.
    func compress(_ raw: [UInt8], appendingTo output: inout [UInt8]) -> Bool {
        // Readings become a third or less: more room than half would be cleared and touched for nothing.
        if raw.count > Self.roomyBytes, compress(raw, room: raw.count / 2, appendingTo: &output) { return true }
        return raw.count > 32 && compress(raw, room: raw.count - 1, appendingTo: &output)
    }

    private static let roomyBytes = 4096

    private func compress(_ raw: [UInt8], room: Int, appendingTo output: inout [UInt8]) -> Bool {
        let start = output.count
        output.reserveCapacity(start + room)
        output.append(contentsOf: repeatElement(0, count: room))
        let length = raw.withUnsafeBytes { source in
            output.withUnsafeMutableBytes { target in
                ZSTD_compress2(
                    encoder, target.baseAddress?.advanced(by: start), room, source.baseAddress, source.count)
            }
        }
        let isSmaller = ZSTD_isError(length) == 0
        output.removeLast(isSmaller ? room - length : room)
        return isSmaller
    }

    /// The first `limit` bytes of what `compressed` holds; fewer when it is damaged, up to the block with the damage.
    ///
    /// A call that fails tells nothing of what it put out before. So each gets what it wants for one step, by its own
    /// last answer, without the header of the next block, which that includes and which may be the damaged one.
    func decompress(_ compressed: ArraySlice<UInt8>, limit: Int) -> [UInt8] {
        ZSTD_DCtx_reset(decoder, ZSTD_reset_session_only)
        return [UInt8](unsafeUninitializedCapacity: limit) { target, produced in
            compressed.withUnsafeBytes { source in
                var input = ZSTD_inBuffer(src: source.baseAddress, size: 0, pos: 0)
                var output = ZSTD_outBuffer(dst: target.baseAddress, size: limit, pos: 0)
                var wanted = Self.blockHeaderBytes + 1
                var before: (Int, Int)
                repeat {
                    before = (input.size, output.pos)
                    input.size = min(source.count, input.pos + max(1, wanted - Self.blockHeaderBytes))
                    wanted = ZSTD_decompressStream(decoder, &output, &input)
                    // What came out is judged by the checksums of its entries, so it does not matter which error it is.
                    if ZSTD_isError(wanted) != 0 || wanted == 0 { break }
                } while (input.size, output.pos) != before
                produced = output.pos
            }
        }
    }
}
