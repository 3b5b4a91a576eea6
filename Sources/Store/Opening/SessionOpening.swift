/// Brings a directory to an open session, whatever state it is in.
struct SessionOpening {
    let paths: StorePaths
    let options: StoreOptions
    let thinning: (any Thinning)?
    /// How far the last run had come.
    let mark: HighWaterMark?
    private(set) var report = OpenReport()

    init(_ paths: StorePaths, _ options: StoreOptions, _ thinning: (any Thinning)?, mark: HighWaterMark?) {
        self.paths = paths
        self.options = options
        self.thinning = thinning
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
            return try salvage(try quarantine.moveAside())
        }
        if isBroken { return try salvage(try quarantine.moveAside()) }
        do {
            let found = try session(isNew: false, isChecking: isChecking)
            guard let mark, mark.commitsLost(found.state.head) > 0 else { return found }
            report.lostCommits = mark.commitsLost(found.state.head)
            found.connection.close()
            // There a power cut takes commits back, and nothing is left of them.
            if options.sync == .normal { return try session(isNew: false, isChecking: false, mark: mark) }
            return try salvage(try quarantine.moveAside())
        } catch .corrupt, .misuse {
            // Misuse: the damage is in SQLite's list of tables, which then names others than ours.
            return try salvage(try quarantine.moveAside())
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

    /// A new database, filled with what can be read of the broken one in `folder`.
    private mutating func salvage(_ folder: String) throws(StoreError) -> Session {
        report.quarantine = folder
        try paths.createDatabase()
        let opening = DatabaseOpening(paths: paths, options: options)
        let (target, layout) = try opening.connect(isNew: true, isChecking: false)
        _ = try target.checkpoint()
        let compressor = Compressor()
        let source = try source(folder, pageSize: layout.pageSize)
        var salvage = Salvage(from: source, into: target, compressor: compressor)
        try salvage.run()
        source?.close()
        let file = PageFile(folder + "/weir.db", pageSize: Int(layout.pageSize))
        if report.lostCommits > 0 { try salvage.carveLog(file) }
        try salvage.carve(file)
        report.salvagedRows = salvage.copied
        report.damagedRows = salvage.damaged
        let session = try Session(
            target, layout: layout, options: options, paths: paths, thinning: thinning, mark: mark)
        Quarantine(paths: paths).finish(folder)
        return session
    }

    /// The broken database, if it can be opened at all; with a new first page if that is what it takes.
    private func source(_ folder: String, pageSize: Int64) throws(StoreError) -> Connection? {
        let broken = folder + "/weir.db"
        if let source = readable(broken) { return source }
        guard try HeaderGraft.graft(onto: broken, pageSize: Int(pageSize)) else { return nil }
        return readable(broken)
    }

    private func readable(_ path: String) -> Connection? {
        do {
            let connection = try Connection(path: path, hasSums: false)
            try connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            try connection.execute("PRAGMA cache_size = -1024")
            for table in Schema.tables { _ = try connection.prepare("SELECT * FROM \(table.name.rawValue)") }
            return connection
        } catch {
            // Whatever the reason, the caller has another way, and the file stays for a person to look at.
            return nil
        }
    }
}
