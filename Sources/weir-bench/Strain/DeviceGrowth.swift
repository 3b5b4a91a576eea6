/// Memory with ten rules of each device, while readings come at full speed.
struct DeviceGrowth: Measurement {
    let programs: Programs
    let messages: Int
    let isShort: Bool

    func run() throws(BenchError) -> [Figure] {
        var figures: [Figure] = []
        for devices in isShort ? [1, 1000] : [1, 1000, 10_000] {
            figures += try measure(devices)
        }
        return figures
    }

    private func measure(_ devices: Int) throws(BenchError) -> [Figure] {
        let stage = try Stage(programs)
        let gateway = try Gateway(on: stage, GatewaySetup(devices: devices))
        let before = try gateway.counters()
        let load = Load(
            count: max(2, (messages + devices - 1) / devices) * devices, quality: 1, hotEvery: 1000, devices: devices)
        var most = 0.0
        let published = try stage.publish(load) { () throws(BenchError) in
            most = max(most, try ProcessUsage.proportionalKiB(of: gateway.process.identifier))
        }
        most = max(most, try ProcessUsage.proportionalKiB(of: gateway.process.identifier))
        try gateway.settle(since: before, count: load.count, hot: published["hot"])
        let limits: Limits? = devices == 1000 ? .most(24 * 1024, goal: 14 * 1024) : nil
        return [
            Figure(Heading(name: "PSS under load, \(devices) devices of 10 rules", unit: "KiB", limits: limits), most)
        ]
    }
}
