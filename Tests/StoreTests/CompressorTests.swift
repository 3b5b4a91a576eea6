import TestSupport
import Testing

@testable import Store

@Suite("Compressor")
struct CompressorTests {
    /// Blocks are of 16 KiB at the most.
    private static let block = 16 << 10

    @Test("a row with damage gives back all that lies before the block with the damage", arguments: [.max, 70_000])
    func damage(limit: Int) throws {
        let compressor = Compressor()
        var generator = SeededGenerator(Trials.seed())
        var raw: [UInt8] = []
        while raw.count < 6 * Self.block {
            raw += Array(#"{"temperature":\#(UInt32.random(in: 0...999_999, using: &generator))}"#.utf8)
        }
        var packed: [UInt8] = []
        try #require(compressor.compress(raw, appendingTo: &packed))
        let room = min(limit, raw.count)
        #expect(compressor.decompress(packed[...], limit: room) == Array(raw.prefix(room)), "positive control")

        var (trials, short) = (0, 0)
        for place in stride(from: 10, to: packed.count, by: 97) {
            for mask: UInt8 in [0x01, 0xFF] {
                var damaged = packed
                damaged[place] ^= mask
                let found = compressor.decompress(damaged[...], limit: room)
                // All blocks compress alike, so that the place tells about which one is damaged.
                let whole = max(0, place * raw.count / packed.count / Self.block - 1) * Self.block
                let sound = min(whole, room)
                #expect(found.count >= sound && found.prefix(sound) == raw.prefix(sound), "\(place) of \(packed.count)")
                trials += 1
                if found.count < room { short += 1 }
            }
        }
        print("\(short) of \(trials) damages ended the row early")
        #expect(short > 0, "positive control: some damage is an error")
    }
}
