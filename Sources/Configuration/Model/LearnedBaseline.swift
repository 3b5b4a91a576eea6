internal import Decoding
public import Scoring
internal import Telemetry

/// What a detector has learned from healthy rows, as a file beside the device file that names it: one JSON object.
public struct LearnedBaseline: Sendable, Equatable {
    /// Of the file.
    public static let greatestByteCount = 16 << 20

    /// Why a file is of no use.
    public struct Problem: Error, Sendable, Equatable {
        public var message: String
    }

    /// A detector's name, for people; the state says it too.
    public var detector: String
    /// The signals in a row, in their order.
    public var signals: [String]
    /// How many rows were learned from, and their time, as RFC 3339.
    public var rows: Int
    public var from: String
    public var to: String
    /// As `DetectorDefinition.snapshot(of:)` wrote it.
    public var state: [UInt8]

    public init(detector: String, signals: [String], rows: Int, from: String, to: String, state: [UInt8]) {
        self.detector = detector
        self.signals = signals
        self.rows = rows
        self.from = from
        self.to = to
        self.state = state
    }

    /// Reads a file.
    public init(_ bytes: [UInt8]) throws(Problem) {
        let limits = PayloadLimits(bytes: Self.greatestByteCount, stringBytes: Self.greatestByteCount)
        let document: JSONValue
        do throws(JSONError) {
            document = try JSONValue.parse(bytes, limits: limits)
        } catch {
            throw Problem(message: "it is no file that weir learn wrote")
        }
        guard document["weir"]?.string == "learned", let detector = document["detector"]?.string,
            let signals = document["signals"]?.array?.map(\.string), signals.allSatisfy({ $0 != nil }),
            let rows = document["rows"]?.integer, let from = document["from"]?.string,
            let to = document["to"]?.string, let state = document["state"]?.string.flatMap(Self.bytes(hexadecimal:))
        else { throw Problem(message: "it is no file that weir learn wrote") }
        self.init(
            detector: detector, signals: signals.compactMap(\.self), rows: Int(clamping: rows), from: from, to: to,
            state: state)
    }

    /// The file's content.
    public var json: [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.field("weir", "learned")
        json.field("detector", detector)
        json.key("signals")
        json.beginArray()
        for signal in signals { json.string(signal) }
        json.endArray()
        json.field("rows", rows)
        json.field("from", from)
        json.field("to", to)
        json.field("state", Self.hexadecimal(state))
        json.endObject()
        return json.bytes + [0x0A]
    }

    /// The state, for a detector of this definition that is fed these signals.
    public func state(for definition: DetectorDefinition, signals: [String]) throws(Problem) -> [UInt8] {
        guard self.signals == signals else {
            throw Problem(
                message: "it was learned of \(self.signals.joined(separator: ", ")), not of "
                    + signals.joined(separator: ", "))
        }
        do throws(ScoringError) {
            _ = try definition.restore(state)
        } catch {
            switch error {
            case .otherDefinition: throw Problem(message: "it was learned by another detector, or with other settings")
            default: throw Problem(message: "it is damaged")
            }
        }
        return state
    }

    // MARK: Bytes as text

    private static let digits = Array("0123456789abcdef".utf8)

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(2 * bytes.count)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func bytes(hexadecimal text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count / 2)
        var high: UInt8?
        for digit in text.utf8 {
            let value: UInt8
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
            default: return nil
            }
            if let first = high {
                bytes.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return high == nil ? bytes : nil
    }
}
