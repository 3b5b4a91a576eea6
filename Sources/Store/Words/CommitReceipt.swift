/// What a commit did. Once it is here, the batch's messages may be acknowledged.
public struct CommitReceipt: Sendable, Equatable {
    /// The number of this commit, counted from 1 since the store was made.
    public let batch: Int64
    /// The sequence of the batch's first outbox entry; the others follow in append order.
    public let firstSequence: Int64
    /// The offset after the batch's last journal entry.
    public let journalEnd: Int64
    /// Entries dropped by a bound in this commit.
    public let dropped: Int64
    /// Entries merged into others for want of room in this commit.
    public let thinned: Int64
    /// Put a snapshot into the next batch: the journal since the last has passed its bytes or its time.
    public let isSnapshotDue: Bool
}

/// What became of the batch whose commit failed.
public enum CommitOutcome: Sendable, Equatable {
    /// The batch is on the medium in spite of the error: acknowledge it, do not write it again.
    case durable(CommitReceipt)
    /// Nothing of it is there: it was not acknowledged, and comes again.
    case notDurable
    /// The connection was open, or no commit had failed.
    case nothingPending
}
