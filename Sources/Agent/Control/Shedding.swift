/// Bounds what waits in memory while the store takes nothing: a full disk may stay full for days.
///
/// Messages that the broker keeps until they are acknowledged stop coming by themselves. Levels of lines and QoS 0
/// messages do not: rules act upon them, and beyond the limit they are neither journaled nor sent upstream. The batch
/// that waits then has a gap, so it is stored with a snapshot of the engine: what follows starts from there.
struct Shedding {
    /// What may wait, beside the batch that is being stored.
    static let defaultByteLimit = 8 << 20

    let byteLimit: Int
    /// Readings, and records of other kinds, that were not kept.
    private(set) var readings = 0
    private(set) var records = 0
    /// Whether the waiting batch lacks something that the engine took.
    private(set) var hasGap = false

    init(byteLimit: Int = defaultByteLimit) {
        self.byteLimit = byteLimit
    }

    /// Events are what all of it is for: they have half as much again.
    var eventByteLimit: Int { byteLimit + byteLimit / 2 }

    mutating func leaveOut() { hasGap = true }

    mutating func leaveOutReading() {
        hasGap = true
        readings += 1
    }

    mutating func leaveOutRecord() {
        hasGap = true
        records += 1
    }

    /// The batch is handed over, with its snapshot.
    mutating func close() { hasGap = false }
}
