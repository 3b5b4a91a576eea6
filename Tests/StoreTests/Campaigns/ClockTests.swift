import Store
import TestSupport
import Testing

/// The wall clock is only written down: ages are of the engine's clock, which does not step.
@Suite("Clock")
struct ClockTests {
    private static let day: Int64 = 86_400_000
    /// The wall clock's offset for a wall clock of 1970, one before it, 2038 and later, and steps of a day.
    private static let offsets: [Int64] = [
        1_700_000_000_000, 1_700_000_000_000 + day, 1_700_000_000_000 - day, 0, -day, 2_147_483_647_000,
        2_147_483_648_000, 4_294_967_296_000, 253_402_300_800_000, 1_700_000_000_000,
    ]

    @Test("steps of the wall clock drop nothing and change no order")
    func steps() throws {
        let directory = TemporaryDirectory()
        var options = StoreOptions()
        options.maximumAgeMilliseconds = 3_600_000
        var store: Store? = try Store.open(directory: directory.path, options: options)
        let central = try #require(try store?.destination(named: "central"))
        for (number, offset) in Self.offsets.enumerated() {
            try store?.commit { batch in
                batch.wallOffset = offset
                batch.journal("\(number)")
                batch.outbox("\(number)", DestinationSet(central))
            }
            store = nil
            store = try Store.open(directory: directory.path, options: options)
            #expect(try store?.recover().wallOffset == offset)
        }
        let held = try store?.pending(central).map(\.text) ?? []
        let expected = Self.offsets.indices.map { "\($0)" }
        #expect(held == expected)
        #expect(store?.ledger?.dropped == 0)
        CampaignRow(
            "clock steps of the store", trials: Self.offsets.count, provoked: Self.offsets.count,
            lost: expected.count - held.count, figure: "1969 to 9999"
        ).record()
    }
}
