/// The whole workload by one program: 200 devices with a connection each, one reading in twenty hot, which is answered by
/// a command; ten-second windows for each device, whose summaries go upstream.
struct WorkloadRun {
    struct Speed {
        var microsecondsPerMessage: Double
        var proportionalKiB: Double
        var peakKiB: Double
    }

    static let hotEvery = 20

    let programs: Programs
    let contestant: any Contestant

    /// As fast as it goes, and until the windows in which it was have closed.
    func speed(count: Int, isShort: Bool) throws(BenchError) -> Speed {
        let stage = try Stage(programs)
        let contender = try contestant.start(on: stage)
        let identifier = contender.process.identifier
        let before = try ProcessUsage.treeNanoseconds(of: identifier)
        var most = 0.0
        let load = Load(count: count, quality: 0, hotEvery: WorkloadRun.hotEvery, isFleet: true)
        let published = try stage.publish(load) { () throws(BenchError) in
            most = max(most, try ProcessUsage.proportionalKiB(of: identifier))
        }
        // Idle meanwhile costs a thousandth of the work.
        try contender.settle(count: count, hot: published["hot"])
        if !isShort { try Interruption.sleep(.seconds(11)) }
        let spent = try ProcessUsage.treeNanoseconds(of: identifier) - before
        let peak = try ProcessUsage.peakKiB(of: identifier)
        try contender.verify(count: count, hot: published["hot"])
        return Speed(
            microsecondsPerMessage: Double(spent) / 1000 / Double(count), proportionalKiB: most, peakKiB: peak)
    }

    /// From event to action, 1,000 readings a second.
    func latency(seconds: Int, isRealTime: Bool) throws(BenchError) -> Latency.Sample {
        let stage = try Stage(programs, isRealTime: isRealTime)
        let contender = try contestant.start(on: stage)
        let load = WorkloadRun.paced(seconds: seconds)
        let (sample, hot) = try Latency.measure(load, on: stage)
        try contender.verify(count: load.count, hot: hot)
        return sample
    }

    static func paced(seconds: Int) -> Load {
        Load(count: seconds * 1000, quality: 0, rate: 1000, hotEvery: hotEvery, isFleet: true)
    }
}
