internal import Store

/// What the uplinks get, and what they confirm.
extension StoreThread {
    /// Without its backlog an uplink would get nothing until it connects again, so a failure is remembered.
    func connect(_ uplink: Int) {
        commitMarks()
        waitingUplinks.remove(uplink)
        guard perform({ () throws(StoreError) in try feeds[uplink].connect(store) }) else {
            waitingUplinks.insert(uplink)
            retryUplinksAt = Clock.boot + StoreThread.retryMilliseconds
            return
        }
        sendCatchUp(uplink, count: 0)
    }

    /// Gives each uplink what it waits for: its backlog, or what was committed since.
    func retryUplinks() {
        retryUplinksAt = nil
        for uplink in feeds.indices {
            if waitingUplinks.contains(uplink) { connect(uplink) }
            sendLive(uplink)
        }
        // A failure that only these attempts met is over with them.
        if retryUplinksAt == nil, waiting == nil, marks.isEmpty { failure = nil }
    }

    func sendLive(_ uplink: Int) {
        let isSent = perform { () throws(StoreError) in
            let entries = try feeds[uplink].live(store)
            let isMore = feeds[uplink].hasBacklog
            if !entries.isEmpty {
                // A feed hands out only so many entries without a confirmation.
                ports.uplinks[uplink].send(.live(entries, isMore: isMore, connections[uplink]))
            } else if isMore {
                // Only a hint, which the next commit repeats.
                ports.uplinks[uplink].post(.live([], isMore: true, connections[uplink]))
            }
        }
        if !isSent { retryUplinksAt = Clock.boot + StoreThread.retryMilliseconds }
    }

    func postpone(_ uplink: Int, _ entries: [StoreMessage.Postponed]) {
        for entry in entries { feeds[uplink].postpone(entry.key, until: entry.until) }
    }

    /// Tells uplinks of what may be tried again.
    func resumePostponed() {
        for uplink in feeds.indices where feeds[uplink].resume(now: Clock.boot) && feeds[uplink].hasBacklog {
            // Only a hint, which the next commit repeats.
            ports.uplinks[uplink].post(.live([], isMore: true, connections[uplink]))
        }
    }

    func mark(_ uplink: Int, _ key: OutboxKey, rejection: String?) {
        guard feeds[uplink].confirm(key) else { return }
        marks.append((key, rejection))
        marksSince = marksSince ?? Clock.boot
    }

    func commitMarks() {
        guard !marks.isEmpty else { return }
        do {
            var batch = Batch()
            batch.now = lastNow
            batch.wallOffset = lastWallOffset
            addMarks(to: &batch)
            _ = try store.commit(batch, isRepeatable: true)
            marksAreCommitted()
            limitWrites()
            try store.housekeep()
        } catch {
            // The marks stay and are tried again; at worst an entry is delivered twice.
            failure = "\(error)"
            marksSince = Clock.boot
            reopenQuietly()
        }
    }

    func addMarks(to batch: inout Batch) {
        for mark in marks {
            if let reason = mark.rejection {
                batch.markRejected(mark.key, reason: reason)
            } else {
                batch.markDelivered(mark.key)
            }
        }
    }

    func marksAreCommitted() {
        marks.removeAll(keepingCapacity: true)
        marksSince = nil
        for index in feeds.indices { feeds[index].marksCommitted() }
    }

    func sendCatchUp(_ uplink: Int, count: Int) {
        var entries: [OutboxEntry] = []
        let isRead = perform { () throws(StoreError) in entries = try feeds[uplink].catchUp(store, count: count) }
        // One answer to a question, and one for a connection; after a failure the uplink asks again.
        let isMore = feeds[uplink].hasBacklog || !isRead
        ports.uplinks[uplink].send(.catchUp(entries, isMore: isMore, connections[uplink]))
    }
}
