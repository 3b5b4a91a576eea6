/// Brings a directory to an open session, whatever state it is in.
struct SessionOpening {
    let paths: StorePaths
    let options: StoreOptions
    let thinning: (any Thinning)?
    let ballast: Ballast
    /// How far the last run had come.
    let mark: HighWaterMark?
    private(set) var report = OpenReport()

    init(
        _ paths: StorePaths, _ options: StoreOptions, _ thinning: (any Thinning)?, _ ballast: Ballast,
        mark: HighWaterMark?
    ) {
        self.paths = paths
        self.options = options
        self.thinning = thinning
        self.ballast = ballast
        self.mark = mark
    }

    /// `isBroken`: the database was found damaged in use, so it is not tried again as it is.
    mutating func open(isBroken: Bool, isChecking: Bool) throws(StoreError) -> Session {
        let quarantine = Quarantine(paths: paths)
        if let folder = quarantine.unfinished {
            try quarantine.resume(folder)
            return try salvage(folder)
        }
        guard let size = StorePaths.size(paths.database) else {
            report.isNew = true
            try paths.createDatabase()
            return try session(isNew: true)
        }
        if size == 0 {
            // A first start that was cut short, or a file emptied by a fault: SQLite would delete the log unread.
            if (StorePaths.size(paths.log) ?? 0) == 0 {
                report.isNew = true
                return try session(isNew: true)
            }
            return try salvage(try setAside())
        }
        if isBroken { return try salvage(try setAside()) }
        do {
            let found = try session(isNew: false, isChecking: isChecking)
            guard let mark, mark.commitsLost(found.state.head) > 0 else { return found }
            report.lostCommits = mark.commitsLost(found.state.head)
            found.connection.close()
            // There a power cut takes commits back, and nothing is left of them.
            if options.sync == .normal { return try session(isNew: false, isChecking: false, mark: mark) }
            return try salvage(try setAside())
        } catch .corrupt, .misuse {
            // Misuse: the damage is in SQLite's list of tables, which then names others than ours.
            return try salvage(try setAside())
        }
    }

    private mutating func session(
        isNew: Bool, isChecking: Bool = false, mark: HighWaterMark? = nil
    ) throws(StoreError) -> Session {
        let opening = DatabaseOpening(paths: paths, options: options, mark: self.mark)
        let (connection, layout) = try opening.connect(isNew: isNew, isChecking: isChecking)
        if !isNew, let known = self.mark, try StateTable(connection).isEpochNew {
            // The tables are there, and nothing of what was committed: the log is damaged right behind them. A session
            // would begin anew, and write over what is left.
            report.lostCommits = known.batch
            connection.close()
            throw .corrupt(detail: "\(paths.database) has lost all of \(known.batch) commits")
        }
        return try Session(connection, layout: layout, options: options, paths: paths, thinning: thinning, mark: mark)
    }

    /// Even a folder needs room, which older copies and the reserve make where there is none.
    private func setAside() throws(StoreError) -> String {
        let quarantine = Quarantine(paths: paths)
        do {
            return try quarantine.moveAside()
        } catch .full {
            quarantine.removeCopied()
            ballast.release()
            // The log may be in the new folder already, and is to go with its database.
            guard let begun = quarantine.unfinished else { return try quarantine.moveAside() }
            try quarantine.resume(begun)
            return begun
        }
    }

    /// A new database, filled with what can be read of the broken one in `folder`. Where the disk has no room even for a
    /// part of it this throws `full`, for a while: a shortage may pass. Then it begins with nothing, since a gateway must
    /// not stand still for ever. What was not copied stays in its folder, marked.
    private mutating func salvage(_ folder: String) throws(StoreError) -> Session {
        report.quarantine = folder
        let quarantine = Quarantine(paths: paths)
        let size = quarantine.bytes(folder)
        let wanted = size + size / 4
        quarantine.removeOlder()
        if StorePaths.freeBytes(paths.database) < wanted { ballast.release() }
        let result: Session
        do {
            result = try filled(folder, wanted: wanted)
        } catch .full where quarantine.age(folder) < options.salvagePatienceSeconds {
            // Half filled it would only take room.
            paths.unlinkDatabase()
            throw .full(.disk)
        } catch .full {
            report.isSalvageCut = true
            try paths.removeDatabase()
            result = try session(isNew: true)
        }
        if report.isSalvageCut {
            do {
                try quarantine.finishCut(folder)
            } catch {
                // Left as unfinished, it would be salvaged again over what is stored until then.
                result.connection.close()
                throw error
            }
        } else {
            quarantine.finish(folder)
        }
        return result
    }

    private mutating func filled(_ folder: String, wanted: Int64) throws(StoreError) -> Session {
        try paths.createDatabase()
        let opening = DatabaseOpening(paths: paths, options: options)
        let (target, layout) = try opening.connect(isNew: true, isChecking: false)
        // A broken connection must not hold on to files that are about to be deleted.
        do throws(StoreError) {
            _ = try target.checkpoint()
            let room = SalvageRoom(free: StorePaths.freeBytes(paths.database), wanted: wanted, layout: layout)
            let source = try BrokenDatabase.open(folder, pageSize: layout.pageSize)
            var salvage = Salvage(from: source, into: target, compressor: Compressor(), room: room, mark: mark)
            try salvage.run()
            source?.close()
            let file = PageFile(folder + "/weir.db", pageSize: Int(layout.pageSize))
            if report.lostCommits > 0 { try salvage.carveLog(file) }
            try salvage.carve(file)
            report.salvagedRows = salvage.copied
            report.damagedRows = salvage.damaged
            salvage.finish()
            report.isSalvageCut = salvage.leftover != nil
            let session = try Session(
                target, layout: layout, options: options, paths: paths, thinning: thinning, mark: mark,
                isMissingAside: salvage.leftover != nil)
            if let leftover = salvage.leftover { try session.note(leftover, folder: Quarantine.number(folder)) }
            return session
        } catch {
            target.close()
            throw error
        }
    }
}
