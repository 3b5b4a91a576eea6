/// The whole workload beside the same in C.
struct WholeWorkload: Measurement {
    let programs: Programs
    let messages: Int
    let seconds: Int
    let isShort: Bool
    let isRealTime: Bool

    func run() throws(BenchError) -> [Figure] {
        let weir = WorkloadRun(programs: programs, contestant: WeirContestant())
        let speed = try weir.speed(count: messages, isShort: isShort)
        let bare = try reference()
        let figures = [
            Figure(
                Heading(
                    name: "W1 at full speed, CPU per message", unit: "us", decimals: 2, comparison: .ratio,
                    limits: .compared(1.5, goal: 1.2)), speed.microsecondsPerMessage,
                reference: bare.microsecondsPerMessage),
            Figure(
                Heading(
                    name: "W1 peak resident", unit: "KiB", comparison: .ratio,
                    limits: .most(20 * 1024, goal: 12 * 1024)), speed.peakKiB, reference: bare.peakKiB),
            Figure(
                Heading(name: "W1 PSS under load", unit: "KiB", comparison: .ratio), speed.proportionalKiB,
                reference: bare.proportionalKiB),
        ]
        let paced = WorkloadRun.paced(seconds: 2 * seconds)
        let latency = try weir.latency(seconds: 2 * seconds, isRealTime: isRealTime)
        let floor = try Latency.echo(paced, on: try Stage(programs, isRealTime: isRealTime))
        return figures
            + Latency.figures("W1 event to action at 1,000/s", latency, echo: floor, .ratio) {
                $0 == "p50" ? .compared(1.5, goal: 1.3) : $0 == "p99" ? .compared(2, goal: 1.6) : nil
            }
    }

    private func reference() throws(BenchError) -> WorkloadRun.Speed {
        try WorkloadRun(programs: programs, contestant: ReferenceContestant())
            .speed(count: messages, isShort: isShort)
    }
}
