/// The named counts of the ledger. The raw value is the place on disk: add at the end, never renumber.
///
/// The store keeps `queued` to `droppedPurged` and `droppedThinned` itself, one for each entry and destination, and at every
/// commit `queued == forwarded + held + droppedFull + droppedAge + droppedDamaged + droppedRejected + droppedPurged +
/// droppedThinned`.
/// The others are the caller's, added through ``Batch/count(_:_:)`` and ``Batch/countReceived(as:_:)``: those of readings
/// add up to `received`.
public enum LedgerCounter: Int, Sendable, CaseIterable {
    case queued
    case forwarded
    /// No room, and of the lowest class.
    case droppedFull
    case droppedAge
    /// Found damaged by its checksum, or gone from the database.
    case droppedDamaged
    /// Refused for good by the destination; kept in the dead-letter table.
    case droppedRejected
    /// Deleted on request.
    case droppedPurged
    /// Readings that came, whatever became of them. A message that was not read counts as one.
    case received
    /// Readings that rules saw, and that no destination is to get.
    case keptOutByRule
    /// Shed: more than the source's rate.
    case droppedRate
    /// Shed: more devices or bytes than allowed.
    case droppedQuota
    case droppedInvalid
    case droppedLate
    /// Redeliveries recognised.
    case duplicates
    case commands
    case events
    case summaries
    /// Readings that were taken: `keptOutByRule` and `passedOn`.
    case readings
    /// Shed: the store took nothing, and as much as may wait was waiting. Rules acted upon them all the same.
    case droppedUnstored
    /// No room: merged with others into one entry that says in short what they said.
    case droppedThinned
    /// Readings that were queued for at least one destination.
    case passedOn

    /// What may become of a reading that was received: exactly one of these.
    public static let outcomes: [LedgerCounter] = [
        .keptOutByRule, .passedOn, .duplicates, .droppedRate, .droppedQuota, .droppedInvalid, .droppedLate,
        .droppedUnstored,
    ]
}
