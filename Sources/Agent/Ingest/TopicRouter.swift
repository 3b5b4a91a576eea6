internal import Configuration
internal import Decoding
internal import Telemetry

/// Where a message belongs: a source of an input, and the device.
struct Route {
    var template: Int
    var input: Int
    /// Index among all sources of all inputs, in the order of the bindings.
    var source: Int
    /// The engine's device; nil where the payload names the device of each record.
    var device: Int?
}

/// What a topic leads to.
enum Routing {
    /// Routes from `first`, `count` of them, in `TopicRouter.routes`.
    case routes(first: Int, count: Int)
    /// A device that is not known yet wants to be admitted to this template.
    case unknownDevice(template: Int, name: String)
    case rejected(RejectReason)
}

/// Finds the inputs and devices of a topic without allocating, once a topic has been seen.
///
/// Every topic that led somewhere is remembered in a bounded table of bytes; a topic that is not there goes through the
/// compiled filters. A table that is full serves what it knows, and the others go the longer way.
struct TopicRouter {
    /// Remembered topics; beyond it topics are matched each time.
    static let topicLimit = 16_384
    static let longestTopic = 512
    static let mostLevels = 16

    /// What a filter leads to.
    private struct Target {
        enum Device {
            case fixed(String)
            /// By the capture of this index.
            case captured(Int)
            case inPayload
        }

        var template: Int
        var input: Int
        var device: Device
    }

    private(set) var routes: [Route] = []
    private let matcher: TopicMatcher
    private let targets: [Target]
    private var known: TopicTable

    init(sources: [InputSource]) {
        matcher = TopicMatcher(sources.map(\.payload.topic))
        targets = sources.map { source in
            Target(
                template: source.template, input: source.input,
                device: source.payload.namesDevices
                    ? .inPayload
                    : source.payload.topic.captureNames.firstIndex(of: "device").map { .captured($0) }
                        ?? .fixed(source.fixedDevice ?? ""))
        }
        known = TopicTable(limit: TopicRouter.topicLimit)
    }

    mutating func route(_ topic: UnsafeRawBufferPointer, devices: some DeviceDirectory) -> Routing {
        if let place = known.find(topic) { return .routes(first: place.first, count: place.count) }
        if let reason = TopicRouter.judge(topic) { return .rejected(reason) }
        return match(topic, devices: devices)
    }

    /// Bounds and characters of a topic that is not known yet.
    private static func judge(_ topic: UnsafeRawBufferPointer) -> RejectReason? {
        guard !topic.isEmpty, topic.count <= longestTopic else { return .topicInvalid }
        var levels = 1
        for byte in topic {
            switch byte {
            case 0x2F: levels += 1
            // A delivered topic has no wildcards and no control characters (MQTT 3.1.1 sections 1.5.3, 4.7.1).
            case 0x23, 0x2B, 0x00..<0x20, 0x7F: return .topicInvalid
            default: break
            }
        }
        guard levels <= mostLevels, let text = String(validating: topic, as: UTF8.self) else { return .topicInvalid }
        // Nor C1 controls and noncharacters (section 1.5.4).
        let isSound = text.unicodeScalars.allSatisfy { scalar in
            !(0x80...0x9F).contains(scalar.value) && !(0xFDD0...0xFDEF).contains(scalar.value)
                && scalar.value & 0xFFFE != 0xFFFE
        }
        return isSound ? nil : .topicInvalid
    }

    private mutating func match(_ topic: UnsafeRawBufferPointer, devices: some DeviceDirectory) -> Routing {
        var found: [Route] = []
        var unknown: (template: Int, name: String)?
        var reason = RejectReason.topicUnmatched
        var matches: [TopicMatch] = []
        matcher.forEachMatch(topic) { matches.append($0) }
        for match in matches.sorted(by: { $0.filter < $1.filter }) {
            let target = targets[match.filter]
            // Of an input's topics that overlap, the first one has the message.
            if found.contains(where: { $0.template == target.template && $0.input == target.input }) { continue }
            let name: String
            switch target.device {
            case .inPayload:
                found.append(Route(template: target.template, input: target.input, source: match.filter, device: nil))
                continue
            case .fixed(let fixed): name = fixed
            case .captured(let capture):
                let bytes = UnsafeRawBufferPointer(rebasing: topic[match.capture(capture)])
                guard let captured = DeviceNameText.name(bytes) else {
                    reason = .deviceNameInvalid
                    continue
                }
                name = captured
            }
            if let device = devices.device(named: name) {
                guard devices.template(of: device) == target.template else {
                    reason = .deviceNotListed
                    continue
                }
                found.append(
                    Route(template: target.template, input: target.input, source: match.filter, device: device))
            } else if devices.mayAdmit(template: target.template) {
                unknown = unknown ?? (target.template, name)
            } else {
                reason = devices.refusal(template: target.template)
            }
        }
        // Devices are admitted first; then the topic is routed again.
        if let unknown { return .unknownDevice(template: unknown.template, name: unknown.name) }
        guard !found.isEmpty else { return .rejected(reason) }
        return remember(found, for: topic)
    }

    private mutating func remember(_ found: [Route], for topic: UnsafeRawBufferPointer) -> Routing {
        if known.isFull {
            // The last place is used again and again for topics that are not remembered.
            routes.removeSubrange(known.placesEnd...)
        }
        let first = routes.count
        routes.append(contentsOf: found)
        known.insert(topic, first: first, count: found.count)
        return .routes(first: first, count: found.count)
    }
}
