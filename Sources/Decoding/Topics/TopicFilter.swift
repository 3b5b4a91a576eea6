/// A topic filter as people write it: MQTT's own (`+`, `#`, MQTT 3.1.1 section 4.7), and named captures.
///
///     plant/{device}/telemetry     one level, named
///     zigbee2mqtt/{device+}        one or more levels, named; after it only levels without wildcards and captures
///
/// A captured level may be empty, since `a//b` is a topic: whether the text makes an identifier is the reader's to say.
public struct TopicFilter: Sendable, Equatable {
    public enum Level: Sendable, Equatable {
        case literal([UInt8])
        /// `+`
        case any
        /// `{name}`
        case capture(String)
        /// `#`: this level and everything below, and the level above.
        case rest
        /// `{name+}`: this level and everything below, up to the literal levels that follow.
        case captureRest(String)
    }

    public let levels: [Level]
    /// The filter as written.
    public let text: String
    /// What the last capture may not take.
    public let exclusions: [TopicExclusion]

    /// - Throws: ``TopicFilterError``, with the place of the mistake.
    public init(_ text: String, excluding exclusions: [TopicExclusion] = []) throws(TopicFilterError) {
        self.text = text
        self.exclusions = exclusions
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty else { throw TopicFilterError(reason: .empty, offset: 0) }
        guard bytes.count <= Int(UInt16.max) else { throw TopicFilterError(reason: .tooLong, offset: 0) }

        var levels: [Level] = []
        var start = 0
        var rest: (name: String, offset: Int)?
        while start <= bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "/")) ?? bytes.count
            let isLast = end == bytes.count
            do throws(TopicFilterError.Reason) {
                levels.append(try Self.level(bytes[start..<end], isLast: isLast))
            } catch {
                throw TopicFilterError(reason: error, offset: start)
            }
            switch levels[levels.count - 1] {
            case .literal: break
            case _ where rest != nil:
                throw TopicFilterError(reason: .notLast(rest?.name ?? ""), offset: rest?.offset ?? start)
            case .captureRest: rest = (String(decoding: bytes[start..<end], as: UTF8.self), start)
            case .any, .capture, .rest: break
            }
            start = end + 1
        }
        guard levels.count <= TopicMatcher.levelLimit else { throw TopicFilterError(reason: .tooLong, offset: 0) }
        self.levels = levels

        let names = captureNames
        guard names.count <= TopicMatch.captureLimit else {
            throw TopicFilterError(reason: .tooManyCaptures, offset: 0)
        }
        for (index, name) in names.enumerated() where names[..<index].contains(name) {
            throw TopicFilterError(reason: .repeatedCapture(name), offset: 0)
        }
    }

    /// The captures from left to right: ``TopicMatch/captures`` has the same order.
    public var captureNames: [String] {
        levels.compactMap { level in
            switch level {
            case .capture(let name), .captureRest(let name): name
            case .literal, .any, .rest: nil
            }
        }
    }

    /// Whether it stands for one topic: no wildcard, no capture.
    var isPlain: Bool {
        levels.allSatisfy { level in
            if case .literal = level { true } else { false }
        }
    }

    /// What to subscribe to. It delivers everything the filter matches; `{name+}` asks for the level above as well,
    /// and for more than has the levels after it, which ``TopicMatcher`` then leaves out.
    public var subscription: String {
        var texts: [String] = []
        for level in levels {
            switch level {
            case .literal(let bytes): texts.append(String(decoding: bytes, as: UTF8.self))
            case .any, .capture: texts.append("+")
            case .rest, .captureRest: return (texts + ["#"]).joined(separator: "/")
            }
        }
        return texts.joined(separator: "/")
    }

    /// What has to follow `{name+}`, slash first; empty without one.
    var tail: [UInt8] {
        var tail: [UInt8] = []
        var isBehindRest = false
        for level in levels {
            switch level {
            case .captureRest: isBehindRest = true
            case .literal(let bytes) where isBehindRest: tail += [UInt8(ascii: "/")] + bytes
            case .literal, .any, .capture, .rest: break
            }
        }
        return tail
    }

    private static func level(
        _ bytes: ArraySlice<UInt8>, isLast: Bool
    ) throws(TopicFilterError.Reason) -> Level {
        let text = String(decoding: bytes, as: UTF8.self)
        switch text {
        case "+": return .any
        case "#":
            guard isLast else { throw .notLast(text) }
            return .rest
        default: break
        }
        if bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) { throw .controlCharacter }
        guard bytes.contains(where: { Self.special.contains($0) }) else { return .literal(Array(bytes)) }
        guard bytes.first == UInt8(ascii: "{"), bytes.last == UInt8(ascii: "}"), bytes.count > 2 else {
            throw bytes.contains(UInt8(ascii: "{")) && !bytes.contains(UInt8(ascii: "}"))
                ? .badCapture(text) : .notAlone(text)
        }
        var name = bytes.dropFirst().dropLast()
        let takesRest = name.last == UInt8(ascii: "+")
        if takesRest { name = name.dropLast() }
        guard !name.isEmpty, name.allSatisfy(Self.isNameByte) else { throw .badCapture(text) }
        guard takesRest else { return .capture(String(decoding: name, as: UTF8.self)) }
        return .captureRest(String(decoding: name, as: UTF8.self))
    }

    private static let special: [UInt8] = [
        UInt8(ascii: "+"), UInt8(ascii: "#"), UInt8(ascii: "{"), UInt8(ascii: "}"),
    ]

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
