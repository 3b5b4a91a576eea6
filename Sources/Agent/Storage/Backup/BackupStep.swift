/// What somebody who copies the store asks of its thread.
public enum BackupStep: String, Sendable, CaseIterable {
    /// From now on the database file stays as it is, for ``StoreThread/holdMilliseconds``.
    case begin
    /// The copy takes longer: for as long again.
    case renew
    /// The copy is made; the answer's `held` tells whether it is good.
    case end
}
