/// One kind of message of a device: where it is published, which places of the device's document it has, and how it is
/// written.
public struct DeviceChannel: Sendable {
    enum Payload: Sendable {
        /// JSON; the document's places are below `inside`.
        case json(inside: FieldPath)
        /// One bare value, of the place that the topic names.
        case scalar
        /// The place `online`.
        case availability
    }

    /// As it is called in documentation.
    public let name: String
    /// What `{prefix}` stands for in the base topic.
    let prefix: String?
    /// The levels after the base topic; `{1}` and `{2}` are the first and second key of the place.
    let ending: [String]
    let places: PlaceRule
    /// How many keys of a place the topic has said already.
    let keysInTopic: Int
    let payload: Payload
    /// Paths begin at the record, or at the payload where there are no records.
    let time: TimeField?
    let records: RecordLayout?
    let exclusions: [TopicExclusion]

    init(
        _ name: String, prefix: String? = nil, ending: String = "", places: PlaceRule, keysInTopic: Int = 0,
        payload: Payload, time: TimeField? = nil, records: RecordLayout? = nil, exclusions: [TopicExclusion] = []
    ) {
        self.name = name
        self.prefix = prefix
        self.ending = ending.isEmpty ? [] : ending.split(separator: "/").map { String($0) }
        self.places = places
        self.keysInTopic = keysInTopic
        self.payload = payload
        self.time = time
        self.records = records
        self.exclusions = exclusions
    }

    static func availability(prefix: String? = nil, ending: String) -> DeviceChannel {
        DeviceChannel(
            "availability", prefix: prefix, ending: ending, places: .online, keysInTopic: 1, payload: .availability)
    }

    var format: PayloadFormat {
        switch payload {
        case .json: .json
        case .scalar: .scalar
        case .availability: .availability
        }
    }

    /// The ending with its keys put in.
    func ending(for keys: [String]) -> [String] {
        ending.map { level in
            DeviceChannel.placeholder(level).map { keys[$0] } ?? level
        }
    }

    /// The keys that a topic's last levels say, where they are this channel's ending; nil where they are not.
    func keys(inTopic levels: [String]) -> [String]? {
        guard !ending.isEmpty, levels.count >= ending.count else { return nil }
        if let prefix, !levels.dropLast(ending.count).contains(prefix) { return nil }
        var keys: [String] = []
        for (pattern, level) in zip(ending, levels.suffix(ending.count)) {
            if DeviceChannel.placeholder(pattern) != nil {
                if level.hasPrefix("{") || level == "+" || level == "#" { return nil }
                keys.append(level)
            } else if pattern != level {
                return nil
            }
        }
        return keys.isEmpty || places.first.contains(keys[0]) ? keys : nil
    }

    private static func placeholder(_ level: String) -> Int? {
        switch level {
        case "{1}": 0
        case "{2}": 1
        case "{3}": 2
        default: nil
        }
    }
}

/// Which places of a device's document a channel has.
struct PlaceRule: Sendable {
    enum FirstKey: Sendable {
        case any
        case oneOf([String])
        case except([String])
        case beginning(String)
        case neither(beginning: String, oneOf: [String])

        func contains(_ key: String) -> Bool {
            switch self {
            case .any: true
            case .oneOf(let keys): keys.contains(key)
            case .except(let keys): !keys.contains(key)
            case .beginning(let text): key.hasPrefix(text)
            case .neither(let text, let keys): !key.hasPrefix(text) && !keys.contains(key)
            }
        }
    }

    static let onlineKey = "online"
    static let online = PlaceRule(.oneOf([onlineKey]), count: 1...1)

    let first: FirstKey
    /// How many keys and positions the path may have.
    let count: ClosedRange<Int>

    init(_ first: FirstKey, count: ClosedRange<Int> = 1...FieldPath.maximumSegments) {
        self.first = first
        self.count = count
    }

    func contains(_ path: FieldPath) -> Bool {
        guard count.contains(path.segments.count), let first = path.segments.first?.name else { return false }
        return self.first.contains(first)
    }
}

extension FieldPath.Segment {
    /// The segment as a key; nil for a position in brackets.
    var name: String? {
        switch self {
        case .key(let key): key
        case .indexOrKey(let index): index.description
        case .index: nil
        }
    }
}
