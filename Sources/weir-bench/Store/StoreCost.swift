/// The store alone, in this process: how many events a second, and what each costs the flash.
struct StoreCost: Measurement {
    let programs: Programs
    let seconds: Int
    let isShort: Bool

    func run() throws(BenchError) -> [Figure] {
        var figures = [
            Figure(
                Heading(
                    name: "events stored and drained, batches of 1,000", unit: "1/s", comparison: .ratio,
                    limits: .least(50_000, goal: 50_000)), try throughput(), reference: try rows())
        ]
        guard ScratchDisk.isPossible, !isShort else { return figures }
        // 1,000 a second, commits a second apart, five minutes; 10 a second, commits 10 s apart, an hour.
        let fast = Pace(events: 1000, milliseconds: 1000, commits: 300, commitsPerFlush: 5)
        let slow = Pace(events: 100, milliseconds: 10_000, commits: 360, commitsPerFlush: 1)
        for (name, pace, limit) in [("1,000/s", fast, 100.0), ("10/s", slow, 500.0)] {
            figures.append(
                Figure(
                    Heading(
                        name: "disk per event at \(name), outbox", unit: "bytes",
                        limits: .most(limit, goal: limit)), try wear(pace, hasJournal: false)))
            figures.append(
                Figure(
                    Heading(name: "disk per event at \(name), all files", unit: "bytes"),
                    try wear(pace, hasJournal: true)))
        }
        return figures
    }

    /// The same with a row an event and SQLite alone.
    private func rows() throws(BenchError) -> Double {
        let workspace = try Workspace(in: programs.directory)
        let count = 50_000 * seconds
        let process = try programs.start(
            "rows", [programs.clients, "rows", "--count", "\(count)", "--path", workspace.file("rows.sqlite")],
            isRealTime: false, in: workspace)
        let counts = Counts(String(decoding: try process.finish(within: .seconds(600)), as: UTF8.self))
        guard counts["written"] == count else { throw process.failure("did not write its rows") }
        return Double(count) * 1e9 / Double(counts["nanoseconds"])
    }

    private func throughput() throws(BenchError) -> Double {
        let workspace = try Workspace(in: programs.directory)
        var load = try StoreLoad(directory: workspace.file("store"), hasJournal: false)
        for _ in 0..<50 { try load.commit(events: 1000, after: 10) }
        let start = ContinuousClock.now
        var events = 0
        while ContinuousClock.now - start < .seconds(seconds) {
            try Interruption.check()
            try load.commit(events: 1000, after: 10)
            events += 1000
        }
        let spent = (ContinuousClock.now - start).inSeconds
        try load.close()
        return Double(events) / spent
    }

    /// Traffic in the engine's time, which passes faster than that of the clock.
    private struct Pace {
        let events: Int
        let milliseconds: Int64
        let commits: Int
        /// ext4 writes its journal every 5 s, so that happens as often as it would.
        let commitsPerFlush: Int
    }

    private func wear(_ pace: Pace, hasJournal: Bool) throws(BenchError) -> Double {
        let disk = try ScratchDisk(in: programs.directory, megabytes: 512)
        var load = try StoreLoad(directory: disk.path + "/store", hasJournal: hasJournal)
        // What is made once, the files at their full size, is not of the events.
        for _ in 0..<3 { try load.commit(events: pace.events, after: pace.milliseconds) }
        let before = try disk.bytesWritten()
        for number in 1...pace.commits {
            try Interruption.check()
            try load.commit(events: pace.events, after: pace.milliseconds)
            if number.isMultiple(of: pace.commitsPerFlush) { try disk.flush() }
        }
        try load.close()
        return Double(try disk.bytesWritten() - before) / Double(pace.events * pace.commits)
    }
}
