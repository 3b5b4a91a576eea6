/// The bounds of a store. Sizes in bytes, times in milliseconds of the engine's clock.
public struct StoreOptions: Sendable, Equatable {
    /// When a commit counts as done.
    public enum Sync: Sendable, Equatable {
        /// The commit is on the medium: survives a power cut.
        case full
        /// The commit is with the kernel: survives a crash of the process, not of the machine.
        case normal
    }

    public var sync: Sync = .full
    /// Everything in the directory: database, write-ahead log, reserve. At least 1 MiB.
    public var maximumBytes: Int64 = 256 << 20
    /// Outbox entries and journal rows older than this are dropped; nil keeps them until there is no room.
    public var maximumAgeMilliseconds: Int64? = 30 * 86_400_000
    /// The journal's share; at most half of `maximumBytes` is ever used.
    public var journalMaximumBytes: Int64 = 64 << 20
    /// What the journal may really hold.
    public var journalBytes: Int64 { StoreLayout(self).journalBytes }
    /// The most entries held for all destinations together; nil is bounded by bytes alone.
    public var outboxMaximumEntries: Int64?
    /// A snapshot is due after so much journal (before compression), or so long.
    public var snapshotAfterBytes: Int64 = 4 << 20
    public var snapshotAfterMilliseconds: Int64 = 60_000
    /// Bytes of a database page, a power of two from 512 to 65536; fixed when the database is made.
    ///
    /// A small commit changes a page or two, so small pages spare the flash: with 1024, 710 bytes reach the disk for an
    /// entry in batches of 10, with 4096 they are 1,330 (1000 at once: 59 and 73).
    public var pageSize: Int64 = 1024

    /// How long a start waits, by throwing `full` again and again, for room for what is whole in a broken database,
    /// before it goes on without.
    public var salvagePatienceSeconds: Int64 = 600

    public init() {}
}
