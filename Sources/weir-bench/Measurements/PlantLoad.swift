internal import LargePlant

/// How long `weir check` takes for the files of 1,000 devices, and how much memory.
struct PlantLoad: Measurement {
    struct Sample {
        var seconds: Double
        var peakKiB: Double
    }

    let programs: Programs

    func run() throws(BenchError) -> [Figure] {
        try figures("1,000 devices in one file") { LargePlant.single(storePath: $0) }
            + figures("1,000 devices in 204 files") { LargePlant.mixed(storePath: $0) }
            + figures("1,000 devices in 1,000 files of 11 rules") { LargePlant.separate(storePath: $0) }
    }

    /// 2 seconds and 60 MB, in whichever files they are described.
    private func figures(
        _ name: String, _ plant: (String) -> LargePlant
    ) throws(BenchError) -> [Figure] {
        let sample = try measure(plant)
        let peak = Double(60_000_000 / 1024)
        return [
            Figure(
                Heading(name: "check of \(name)", unit: "ms", limits: .most(2000, goal: 2000)),
                sample.seconds * 1000),
            Figure(
                Heading(name: "peak of that, \(name)", unit: "KiB", limits: .most(peak, goal: peak)), sample.peakKiB),
        ]
    }

    private func measure(_ plant: (String) -> LargePlant) throws(BenchError) -> Sample {
        let workspace = try Workspace(in: programs.directory)
        try workspace.makeDirectory("etc")
        try workspace.makeDirectory("etc/devices")
        for file in plant(workspace.file("store")).files {
            try TextFile.write(file.text, to: workspace.file("etc/\(file.path)"))
        }
        let begin = ContinuousClock.now
        let process = try programs.start(
            "check", [programs.weir, "check", "--config", workspace.file("etc")], isRealTime: false, in: workspace)
        var peak = 0.0
        // The kernel forgets it with the process, so it is asked again and again.
        while let latest = ProcessUsage.livePeakKiB(of: process.identifier) {
            peak = latest
            try Interruption.sleep(.milliseconds(1))
        }
        let elapsed = ContinuousClock.now - begin
        let answer = String(decoding: try process.finish(within: .seconds(60)), as: UTF8.self)
        guard answer == "ok\n" else { throw process.failure("does not accept the plant: \(answer)") }
        return Sample(seconds: elapsed.inSeconds, peakKiB: peak)
    }
}
