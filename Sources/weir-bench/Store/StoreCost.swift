/// The store alone, in this process: how many events a second, and what each costs the flash.
struct StoreCost {
    struct Sample {
        var eventsPerSecond: Double
        /// Bytes that reach the disk for an event; nil without a disk of its own.
        var fast: Double?
        var fastAll: Double?
        var slow: Double?
        var slowAll: Double?
    }

    let programs: Programs
    let seconds: Int

    func measure() throws(BenchError) -> Sample {
        var sample = Sample(eventsPerSecond: try throughput())
        guard ScratchDisk.isPossible else { return sample }
        // 1,000 a second, commits a second apart, five minutes; 10 a second, commits 10 s apart, an hour.
        let fast = Pace(events: 1000, milliseconds: 1000, commits: 300, commitsPerFlush: 5)
        let slow = Pace(events: 100, milliseconds: 10_000, commits: 360, commitsPerFlush: 1)
        sample.fast = try wear(fast, hasJournal: false)
        sample.fastAll = try wear(fast, hasJournal: true)
        sample.slow = try wear(slow, hasJournal: false)
        sample.slowAll = try wear(slow, hasJournal: true)
        return sample
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
