import Foundation
import TestSupport

/// Traffic whose events can be computed beforehand: every device is hot and cold in turn, so every reading is an event.
///
/// Most devices number their readings, and their events say which reading they are of. The others send the same two
/// payloads again and again, which nothing but the protocol tells apart.
struct Campaign {
    let devices: Int
    let readingsPerDevice: Int
    /// The last so many devices do not number their readings.
    let nameless: Int

    var total: Int { devices * readingsPerDevice }

    private func isNameless(_ device: Int) -> Bool { device >= devices - nameless }

    /// Publishes all of it, or these readings of each device, the devices taking turns.
    func publish(_ client: PlainClient, _ numbers: Range<Int>? = nil) throws {
        for number in numbers ?? 0..<readingsPerDevice {
            for device in 0..<devices {
                let temperature = number.isMultiple(of: 2) ? 90 : 20
                let tail = isNameless(device) ? "" : ",\"n\":\(number)"
                try client.publish("plant/d\(device)/telemetry", "{\"temp\":\(temperature)\(tail)}")
            }
        }
    }

    /// Everything that is wrong with what the platform got, in words; nothing when it is what the rules imply.
    func problems(_ received: [Received]) -> [String] {
        var problems: [String] = []
        var bodies: [String: String] = [:]
        var firsts: [Int: [Received]] = [:]
        for event in received {
            if let before = bodies[event.id] {
                if before != event.data { problems.append("the id \(event.id) has two contents") }
                continue
            }
            bodies[event.id] = event.data
            guard event.device.first == "d", let device = Int(event.device.dropFirst()) else {
                problems.append("nobody is called \(event.device)")
                continue
            }
            firsts[device, default: []].append(event)
        }
        if bodies.count != total { problems.append("\(bodies.count) ids instead of \(total)") }
        for device in 0..<devices {
            let events = firsts[device] ?? []
            let states = events.map(\.state)
            let expected = (0..<readingsPerDevice).map { $0.isMultiple(of: 2) ? "raised" : "cleared" }
            if states != expected {
                problems.append("d\(device): \(states.count) events, of \(expected.count), or not in turn")
            }
            let messages = events.map(\.message)
            let numbers = (0..<readingsPerDevice).map { isNameless(device) ? "?" : "\($0)" }
            if messages != numbers { problems.append("d\(device): " + Campaign.difference(messages, numbers)) }
            let sequences = events.map(\.sequence)
            if sequences != sequences.sorted() { problems.append("d\(device): the sequence goes back") }
        }
        // The first few say enough.
        return Array(problems.prefix(8))
    }

    private static func difference(_ messages: [String], _ expected: [String]) -> String {
        let missing = Set(expected).subtracting(messages).sorted().prefix(5)
        let surplus = Set(messages).subtracting(expected).sorted().prefix(5)
        let place = zip(messages, expected).enumerated().first { $0.element.0 != $0.element.1 }
        return "missing \(Array(missing)), surplus \(Array(surplus)), first different at \(place?.offset ?? -1): "
            + "\(place.map { "\($0.element)" } ?? "lengths \(messages.count), \(expected.count)")"
    }
}

/// A campaign carried out: publishing while the platform is down and the agent is killed, then the platform's return.
struct CampaignRun {
    enum Death {
        /// SIGKILL.
        case killed
        /// SIGTERM: an orderly end in the middle of it.
        case terminated
    }

    let campaign: Campaign
    var deaths: [Death]
    var localOptions = ""
    var seed: UInt64

    struct Outcome {
        var received: [Received]
        var recognisedRepeats: Int
        var imbalance: Int
        /// The journal replayed.
        var replayed: [String]
    }

    /// - Parameter isLossExpected: ends when nothing comes any more, instead of waiting for all.
    func carryOut(isLossExpected: Bool = false) throws -> Outcome {
        let local = try MosquittoBroker(configuration: Platform.openBroker)
        let platform = try Platform()
        platform.stop()
        let agent = try AgentProcess(
            gateway: Files.gateway(local: local.port, localOptions: localOptions, upstream: platform.broker.port),
            devices: ["thermometer": Files.thermometer])
        try agent.start()
        try agent.waitUntil("the local broker is connected") { $0.isLocalConnected }
        // QoS 1 subscriptions are in place once a first message came through.
        try publishAndKill(agent, local.port)
        try finishReading(agent, isLossExpected)
        try platform.start()
        try deliver(agent, platform, isLossExpected)
        let status = try agent.status()
        guard agent.terminate() == 0 else { throw Failure("the agent did not end well:\n\(agent.log.suffix(4000))") }
        return Outcome(
            received: try platform.received(), recognisedRepeats: status.ledger("duplicates"),
            imbalance: status.ledger("imbalance"), replayed: try replay(agent))
    }

    private func publishAndKill(_ agent: AgentProcess, _ port: UInt16) throws {
        let client = try PlainClient(port: port, identifier: "sensors")
        let campaign = campaign
        // A failure shows as messages that never come.
        Thread.detachNewThread { try? campaign.publish(client) }
        var generator = SeededGenerator(seed)
        for (index, death) in deaths.enumerated() {
            // One in each part of the way, and at any moment of the agent's work.
            let part = campaign.total / (deaths.count + 1)
            let place = part / 2 + index * part + Int(generator.next() % UInt64(part))
            try agent.waitUntil("\(place) readings are stored") { $0.ledger("readings") >= place }
            usleep(UInt32(generator.next() % 20_000))
            switch death {
            case .killed: agent.kill()
            case .terminated:
                let code = agent.terminate(within: 5000)
                guard code == 0 else { throw Failure("SIGTERM: the end was \(code); log:\n\(agent.log.suffix(4000))") }
            }
            try agent.start()
        }
        try client.flush()
        client.disconnect()
    }

    private func finishReading(_ agent: AgentProcess, _ isLossExpected: Bool) throws {
        var last = -1
        var since = MonotonicClock.milliseconds()
        try agent.waitUntil("all readings are stored", within: 300) { status in
            let count = status.ledger("readings")
            if count != last {
                last = count
                since = MonotonicClock.milliseconds()
            }
            // More may have been counted than there are; the checker says so.
            let isQuiet = MonotonicClock.milliseconds() - since > (isLossExpected ? 2_000 : 20_000)
            return count == campaign.total || isQuiet
        }
    }

    private func deliver(_ agent: AgentProcess, _ platform: Platform, _ isLossExpected: Bool) throws {
        try agent.waitUntil("the platform has all that was held", within: 300) { status in
            _ = try platform.received()
            return status.isUplinkConnected && status.held == 0
        }
        let count = try platform.received().count
        try eventually("nothing more comes") {
            pause(0.3)
            return try platform.received().count >= count
        }
    }

    private func replay(_ agent: AgentProcess) throws -> [String] {
        let result = try agent.script(#""$1" export --config "$2" | "$1" replay --config "$2" -"#)
        guard result.code == 0, result.errors.isEmpty else { throw Failure("replay: \(result.errors.prefix(2000))") }
        return result.output.split(separator: "\n").map(String.init)
    }
}
