internal import Store

/// The journal of a gateway that does not run.
public final class StoredJournal {
    private let store: Store

    /// Why the journal cannot be read, in words.
    public struct Failure: Error, Sendable, CustomStringConvertible {
        public let description: String
    }

    /// Opens the store, which must not be in use.
    public init(directory: String) throws(Failure) {
        do {
            store = try Store.open(directory: directory)
        } catch {
            throw Failure(description: "\(error)")
        }
    }

    /// What comes after an offset.
    public func chunk(from offset: Int64) throws(Failure) -> JournalChunk {
        do {
            return try JournalChunk(store, from: offset)
        } catch {
            throw Failure(description: "\(error)")
        }
    }

    public func close() throws(Failure) {
        do {
            try store.close()
        } catch {
            throw Failure(description: "\(error)")
        }
    }
}
