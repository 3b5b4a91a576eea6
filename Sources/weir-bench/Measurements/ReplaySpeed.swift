/// Recorded input through the same files: how much of it in a second of the processor.
struct ReplaySpeed: Measurement {
    let programs: Programs
    let lines: Int

    func run() throws(BenchError) -> [Figure] {
        let stage = try Stage(programs)
        let files = try GatewaySetup().write(to: stage)
        let recording = stage.workspace.file("recording.jsonl")
        try TextFile.write(recorded(), to: recording)
        let process = try programs.start(
            "replay", [programs.weir, "replay", "--config", files, recording], isRealTime: false, in: stage.workspace)
        let output = try process.finish(within: .seconds(300))
        // Each hot reading is followed by a cool one: raised and cleared, on and off.
        let events = output.split(separator: 0x0A).count { $0.starts(with: #"{"time"#.utf8) }
        guard events >= 4 * (lines / 1000) - 4 else { throw .miscount("the replay said \(events) things") }
        let seconds = process.spentSeconds
        return [Figure(Heading(name: "replay", unit: "lines per CPU-second"), Double(lines) / seconds)]
    }

    /// 200 devices, each once a second; one reading in a thousand is hot.
    private func recorded() -> String {
        var text = ""
        text.reserveCapacity(lines * 160)
        for line in 0..<lines {
            let device = line % Load.deviceCount
            let time = 1_700_000_000_000 + line * 5
            let temperature = line % 1000 == 999 ? 81.5 : 20 + Double(line % 397) / 10
            text += #"{"time":\#(time),"topic":"bench/dev-\#(device)/telemetry","payload":"#
            text += #""{\"temperature\":\#(temperature),\"humidity\":\#(30 + line % 50),\"vibration\":0.5}"}"#
            text += "\n"
        }
        return text
    }
}
