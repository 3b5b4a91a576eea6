internal import Decoding
internal import MQTT

/// The other end: takes everything that arrives at the platform's broker, and knows each entry by its id.
///
/// Its session was there before the gateway first published, so the broker keeps for it what arrives while it is away.
final class Platform {
    /// The kinds of entries as they travel, in the order in which they are told.
    static let kinds = ["event", "command", "summary", "reading"]

    /// An entry, as CloudEvents carry it (`data` is the gateway's record).
    struct Entry {
        let id: String
        let kind: String
        let device: String
        /// Milliseconds since the epoch.
        let time: Int64
        let data: JSONValue
    }

    let connection: Connection
    /// An entry that was not there yet.
    var onEntry: ((Entry) -> Void)?
    private(set) var isSubscribed = false
    private(set) var counts: [String: Int] = [:]
    /// Entries that came again with an id that was known.
    private(set) var duplicateCount = 0
    /// Messages that are no entries: there are none.
    private(set) var strangeCount = 0
    private var ids: Set<String> = []

    init(broker: Mosquitto) throws(DemoFailure) {
        connection = try DemoConnection.make(to: broker, clientID: "demo-platform", session: .persistent(expiry: .max))
        connection.onConnected = { [unowned self] _ in
            do throws(MQTTError) {
                _ = try connection.subscribe(to: ["weir/\(DemoConfiguration.gateway)/+/+"])
            } catch {
                // The next connection subscribes; until then the session's old subscription holds.
                connection.shutSocket()
            }
        }
        connection.onSubscribed = { [unowned self] _, _ in isSubscribed = true }
        connection.onMessage = { [unowned self] message in
            take(Array(message.payload))
        }
    }

    /// Entries by id.
    var count: Int { ids.count }

    private func take(_ payload: [UInt8]) {
        do throws(JSONError) {
            let event = try JSONValue.parse(payload)
            guard let id = event["id"]?.string, let data = event["data"], let kind = data["kind"]?.string,
                let device = data["device"]?.string, let time = data["time"]?.integer
            else {
                strangeCount += 1
                return
            }
            guard ids.insert(id).inserted else {
                duplicateCount += 1
                return
            }
            counts[kind, default: 0] += 1
            onEntry?(Entry(id: id, kind: kind, device: device, time: time, data: data))
        } catch {
            strangeCount += 1
        }
    }
}
