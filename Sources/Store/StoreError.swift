/// What can go wrong in the store, with what is needed to act on it.
///
/// After any error from ``Store/commit(_:)`` or a read the connection is closed: nothing may be acknowledged until
/// ``Store/reopen()`` has said whether the batch is durable.
public enum StoreError: Error, Sendable, Equatable {
    /// Another process holds the directory: there is one agent to a state directory.
    case locked(directory: String)
    /// The database was written by a newer version: refuse, and run that version.
    case newerSchema(found: Int, supported: Int)
    /// No room, on the disk or within the store's own quota: stop acknowledging, drain, try again.
    case full(FullCause)
    /// The file system refuses writes (`EROFS`, permissions): as `full`, until it is mended.
    case readOnly(detail: String)
    /// The device failed. `code` is SQLite's extended result code or `errno`.
    case inputOutput(code: Int32, detail: String)
    /// The database is damaged: ``Store/reopen()`` moves it aside and salvages what can be read.
    case corrupt(detail: String)
    /// A file or folder cannot be made or opened. `code` is `errno`.
    case unusable(path: String, code: Int32)
    /// An earlier error closed the connection: call ``Store/reopen()``.
    case needsReopen
    /// The store holds as many destinations as it can (64).
    case tooManyDestinations
    /// A fault of this program: SQLite refused a statement or a value.
    case misuse(code: Int32, detail: String)

    /// Which bound was hit.
    public enum FullCause: Sendable, Equatable {
        /// The disk itself is full (`ENOSPC`, `EDQUOT`).
        case disk
        /// `maximumBytes` is used up, and nothing of a lower class was left to drop.
        case quota
    }
}

extension StoreError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .locked(let directory):
            "the store in \(directory) is in use by another process; stop that one first"
        case .newerSchema(let found, let supported):
            "the store has format \(found), this version reads up to \(supported); install the newer version again"
        case .full(.disk): "the disk is full; acknowledgements stop until there is space"
        case .full(.quota):
            "the store has reached max_size and may drop nothing more; raise max_size or mend the uplink"
        case .readOnly(let detail): "the store cannot be written: \(detail)"
        case .inputOutput(let code, let detail): "the disk failed (code \(code)): \(detail)"
        case .corrupt(let detail): "the store is damaged: \(detail)"
        case .unusable(let path, let code): "\(path) cannot be used (errno \(code))"
        case .needsReopen: "the store was closed by an earlier error"
        case .tooManyDestinations:
            "the store holds at most \(DestinationID.limit) destinations; purge one that is no longer used"
        case .misuse(let code, let detail): "internal error (SQLite \(code)): \(detail)"
        }
    }
}
