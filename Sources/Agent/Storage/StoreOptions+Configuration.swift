internal import Configuration
internal import Store

extension StoreOptions {
    /// The bounds as weir.yaml says them.
    init(_ configuration: StoreConfiguration) {
        self.init()
        sync = configuration.synchronisation == .full ? .full : .normal
        maximumBytes = configuration.maximumBytes
        maximumAgeMilliseconds = configuration.maximumAgeMilliseconds
        journalMaximumBytes = configuration.journalMaximumBytes
        outboxMaximumEntries = configuration.maximumEntries
    }
}
