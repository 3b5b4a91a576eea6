import Glibc
import TestSupport
import Testing

/// A gateway with a console, a broker, a pump with a fan, and a platform that is not there.
struct ConsoleScene {
    static let token = "a-token-that-nobody-guesses"
    static let pump = """
        device: "{device}"
        inputs: {telemetry: {mqtt: "plant/{device}/telemetry", signals: {temperature: temp}}}
        signals: {temperature: {unit: Cel}}
        rules:
          hot: {when: temperature > 80.0, set: {fan: true}, message: "{device} at {temperature}"}
          stopped: {when: temperature > 100.0, latch: until_ack, severity: critical}
        actuators: {fan: {mqtt: {topic: "plant/{device}/fan"}, safe: false}}

        """

    let local: MosquittoBroker
    let agent: AgentProcess
    let plant: PlainClient
    let port: UInt16

    /// Who can reach the console.
    enum Reach: String {
        case thisMachine = "127.0.0.1"
        case everybody = "0.0.0.0"
    }

    /// - Parameters:
    ///   - hosts: further names by which the console may be asked.
    ///   - pump: the device file, of which the devices' telemetry has `temp`.
    init(hosts: [String] = [], reach: Reach = .thisMachine, pump: String = ConsoleScene.pump) throws {
        let broker = try MosquittoBroker()
        let port = LoopbackPort.free()
        local = broker
        self.port = port
        agent = try AgentProcess(
            gateway: """
                gateway: g1
                mqtt: {local: {url: "mqtt://127.0.0.1:\(broker.port)"}}
                store: {path: "{store}"}
                uplinks: {central: {mqtt: {url: "mqtt://127.0.0.1:1"}, send: [events]}}
                console:
                  listen: "\(reach.rawValue):\(port)"
                  token: !secret console
                  hosts: [\(hosts.joined(separator: ", "))]
                  allow_insecure: \(reach == .everybody)

                """,
            devices: ["pump": pump], secrets: ["console": ConsoleScene.token])
        plant = try PlainClient(port: broker.port, identifier: "plant")
        try agent.start()
        try agent.waitUntil("the broker is connected") { $0.isLocalConnected }
        let limit = MonotonicClock.milliseconds() + 10_000
        while !LoopbackPort.answers(port) {
            try #require(MonotonicClock.milliseconds() < limit, "the console does not listen: \(agent.log)")
        }
    }

    /// - Parameter more: further members of the telemetry, with a comma before each.
    func publish(_ device: String, temperature: Double, more: String = "") throws {
        try plant.publish("plant/\(device)/telemetry", #"{"temp":\#(temperature)\#(more)}"#)
        try plant.flush()
    }

    /// Publishes until the device is known: what comes before the subscription is for nobody.
    func introduce(_ device: String, temperature: Double) throws {
        let limit = MonotonicClock.milliseconds() + 20_000
        while try ask("/api/v1/devices/\(device)").status != 200 {
            try publish(device, temperature: temperature)
            usleep(20_000)
            try #require(MonotonicClock.milliseconds() < limit, "\(device) does not come to be known: \(agent.log)")
        }
    }

    /// - Parameter token: nil: none is sent.
    func ask(
        _ target: String, method: String = "GET", token: String? = nil, headers: [String: String] = [:],
        body: String = ""
    ) throws -> WebClient.Answer {
        var headers = headers
        if let token { headers["Authorization"] = "Bearer \(token)" }
        return try #require(WebClient.ask(port, method, target, headers: headers, body: body), "\(method) \(target)")
    }

    func write(_ method: String, _ target: String, _ body: String = "{}") throws -> WebClient.Answer {
        try ask(
            target, method: method, token: ConsoleScene.token, headers: ["Content-Type": "application/json"], body: body
        )
    }

    /// Waits until an answer is as it should be.
    func wait(_ target: String, _ why: String, until isRight: (String) -> Bool) throws {
        let limit = MonotonicClock.milliseconds() + 20_000
        while true {
            let answer = try ask(target)
            if isRight(answer.body) { return }
            try #require(MonotonicClock.milliseconds() < limit, "\(why): \(answer.body)")
        }
    }
}
