import Foundation
import TestSupport

/// What the platform got: one CloudEvent.
struct Received {
    let topic: String
    let body: [UInt8]
    let attributes: [String: Any]
    /// The bytes of `data`, as they were sent.
    let data: String

    let id: String
    let kind: String
    let device: String
    let name: String
    let state: String
    let message: String
    /// The number after the gateway and the epoch.
    let sequence: Int

    init(topic: String, body: [UInt8]) throws {
        self.topic = topic
        self.body = body
        guard let object = try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any],
            let data = object["data"] as? [String: Any], let id = object["id"] as? String,
            let sequence = object["sequence"] as? String, let number = sequence.split(separator: "/").last
        else { throw Failure("no CloudEvent: \(String(decoding: body, as: UTF8.self))") }
        attributes = object
        self.id = id
        self.sequence = Int(number) ?? -1
        let text = String(decoding: body, as: UTF8.self)
        guard let start = text.firstRange(of: #","data":"#) else { throw Failure("no data: \(text)") }
        self.data = String(text[start.upperBound...].dropLast())
        func field(_ key: String) -> String { data[key] as? String ?? "" }
        kind = field("kind")
        device = field("device")
        name = field("name")
        state = field("state")
        message = field("message")
    }
}

/// The platform: a broker upstream and a subscriber with a session that the broker keeps.
final class Platform {
    let broker: MosquittoBroker
    private var clients: [PlainClient] = []
    /// How many messages of each client were taken, and what they were.
    private var taken: [Int] = []
    private var items: [Received] = []
    private(set) var statusMessages: [PlainClient.Message] = []

    /// Starts the broker and subscribes.
    init(broker: MosquittoBroker? = nil) throws {
        self.broker = try broker ?? MosquittoBroker(configuration: Platform.openBroker)
        try connect()
    }

    static let openBroker = MosquittoBroker.openListener + "\nmax_inflight_messages 0"

    /// The subscriber goes, then the broker, which keeps its session.
    func stop() {
        clients.last?.disconnect()
        broker.terminate()
    }

    /// The broker comes back at the same port, with the session, and the subscriber with it.
    func start() throws {
        try broker.start()
        try connect()
    }

    private func connect() throws {
        let client = try PlainClient(port: broker.port, identifier: "platform", isPersistent: true)
        clients.append(client)
        taken.append(0)
        try client.subscribe("weir/#")
    }

    /// All that came, in the order of arrival, repeats included.
    func received() throws -> [Received] {
        for (index, client) in clients.enumerated() {
            let messages = client.messages
            for message in messages[taken[index]...] {
                if message.topic.hasSuffix("/status") {
                    statusMessages.append(message)
                } else {
                    items.append(try Received(topic: message.topic, body: message.payload))
                }
            }
            taken[index] = messages.count
        }
        return items
    }

    func events(_ device: String? = nil) throws -> [Received] {
        try received().filter { $0.kind == "event" && (device == nil || $0.device == device) }
    }

    /// Waits until something is so of all that came.
    func waitUntil(_ what: String, within seconds: Double = 60, _ isSo: ([Received]) -> Bool) throws {
        do {
            try eventually(what, within: seconds) { isSo(try received()) }
        } catch {
            let last = items.suffix(5).map { String(decoding: $0.body, as: UTF8.self) }.joined(separator: "\n")
            throw Failure("\(error); the platform has \(items.count) messages, the last:\n\(last)")
        }
    }
}
