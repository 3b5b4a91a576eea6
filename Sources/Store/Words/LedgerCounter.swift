/// The named counts of the ledger. The raw value is the place on disk: add at the end, never renumber.
///
/// The store keeps `queued` to `droppedPurged` and `droppedThinned` itself, one for each entry and destination, and at every
/// commit `queued == forwarded + held + droppedFull + droppedAge + droppedDamaged + droppedRejected + droppedPurged +
/// droppedThinned`.
/// The others are the caller's, added through ``Batch/count(_:_:)``.
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
    case received
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
    case readings
    /// Shed: the store took nothing, and as much as may wait was waiting. Rules acted upon them all the same.
    case droppedUnstored
    /// No room: merged with others into one entry that says in short what they said.
    case droppedThinned
}
