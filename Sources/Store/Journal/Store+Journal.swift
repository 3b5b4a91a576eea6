extension Store {
    /// The offsets of the journal's entries that are there: from the oldest kept up to the one the next entry gets.
    public func journalRange() throws(StoreError) -> Range<Int64> {
        try reading { (session) throws(StoreError) in
            let end = session.state.head.journalEnd
            return min(session.journal.start ?? end, end)..<end
        }
    }
}
