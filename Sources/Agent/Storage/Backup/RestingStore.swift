public import Configuration
internal import Store

/// A store that no gateway uses, for those who copy it or put it in another's place.
public enum RestingStore {
    /// Why it cannot be used, in words.
    public struct Failure: Error, Sendable, CustomStringConvertible {
        public let description: String
    }

    /// Opens and closes it, so that all of it is in the database file, whatever a crash has left in the log.
    ///
    /// - Parameters:
    ///   - configuration: its bounds; nil where the files are wrong.
    ///   - isRestored: whether it counts on from an earlier state: it gets an epoch of its own, and a damaged one is
    ///     refused.
    public static func settle(
        directory: String, _ configuration: StoreConfiguration?, isRestored: Bool
    ) throws(Failure) {
        do throws(StoreError) {
            let store = try Store.open(
                directory: directory, options: configuration.map { StoreOptions($0) } ?? StoreOptions())
            if isRestored {
                guard store.report.quarantine == nil else {
                    throw .corrupt(detail: "\(store.report.damagedRows) rows cannot be read")
                }
                try store.beginEpoch()
            }
            try store.close()
        } catch {
            throw Failure(description: "\(error)")
        }
    }
}
