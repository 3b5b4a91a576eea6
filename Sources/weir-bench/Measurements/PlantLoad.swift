internal import LargePlant

/// How long `weir check` takes for the files of 1,000 devices, and how much memory.
struct PlantLoad {
    struct Sample {
        var seconds: Double
        var peakKiB: Double
    }

    let programs: Programs

    func mixed() throws(BenchError) -> Sample { try measure { LargePlant.mixed(storePath: $0) } }
    func separate() throws(BenchError) -> Sample { try measure { LargePlant.separate(storePath: $0) } }

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
