extension AgentView {
    /// From then on every record is handed on, after what came before it and is asked for; nothing is missed between the
    /// two.
    ///
    /// - Parameter wake: called on the control thread when there is something to take; it must not wait.
    /// - Returns: nil when too many watch already.
    public func follow(from beginning: LiveRecord.Beginning, wake: @escaping @Sendable () -> Void) -> Follower? {
        guard let follower = feed.join(wake: wake) else { return nil }
        guard control.post(.follow(follower, from: beginning)) else {
            feed.leave(follower)
            return nil
        }
        return follower
    }

    /// Ends it.
    public func leave(_ follower: Follower) { feed.leave(follower) }
}
