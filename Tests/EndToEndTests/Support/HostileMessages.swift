/// What a broken or hostile sender publishes, after the groups B (topics) and C (payloads) of a catalogue of bad inputs.
struct HostileMessage {
    let what: String
    let topic: [UInt8]
    let payload: [UInt8]
    /// The counter it has to go to.
    let reason: String

    /// - Parameter topic: where it goes; nil for the telemetry of a device that is at work.
    init(_ what: String, topic: String? = nil, _ payload: [UInt8], _ reason: String) {
        self.what = what
        self.topic = Array((topic ?? "plant/d0/telemetry").utf8)
        self.payload = payload
        self.reason = reason
    }

    init(_ what: String, topic: String? = nil, _ payload: String, _ reason: String) {
        self.init(what, topic: topic, Array(payload.utf8), reason)
    }
}

extension HostileMessage {
    /// The devices that listen: an open template, one that is limited to a list, one of bare numbers.
    static let devices = [
        "open": """
        device: "{device}"
        inputs:
          telemetry:
            mqtt: plant/{device}/telemetry
            signals: {temperature: temp, n: n}
            rate: 100000/s
        signals:
          temperature: {valid: [-40, 1000]}
        rules:
          hot:
            when: temperature > 80.0
            severity: critical
            message: "{n}"
            set: {heater: false}
        actuators:
          heater: {mqtt: {topic: "plant/{device}/cmd"}, safe: false, rest: true}

        """,
        "listed": """
        device: "{device+}"
        devices: [known]
        inputs:
          telemetry: {mqtt: "listed/{device+}", signals: {temperature: temp}, rate: 100000/s}

        """,
        "scale": """
        device: scale
        inputs:
          weight: {mqtt: plant/scale/weight, decode: number, signal: weight, rate: 100000/s}

        """,
    ]

    /// A reading hot enough for the rule, should it be believed.
    private static let hot = #"{"temp":90,"n":1}"#

    static let topics = [
        HostileMessage("B06 many levels", topic: "listed/" + String(repeating: "a/", count: 150), hot, "topic_invalid"),
        HostileMessage("B05 long", topic: "listed/" + String(repeating: "a", count: 60_000), hot, "topic_invalid"),
        HostileMessage("B07 path", topic: "plant/../telemetry", hot, "device_name_invalid"),
        HostileMessage("B07 dot", topic: "plant/./telemetry", hot, "device_name_invalid"),
        HostileMessage("B07 escaped", topic: "plant/%2e%2e/telemetry", hot, "device_name_invalid"),
        HostileMessage("B07 shell", topic: "plant/;rm -rf $HOME/telemetry", hot, "device_name_invalid"),
        HostileMessage("B07 SQL", topic: "plant/'); DROP TABLE x;--/telemetry", hot, "device_name_invalid"),
        HostileMessage("B08 look-alike", topic: "plant/d\u{0430}/telemetry", hot, "device_name_invalid"),
        HostileMessage("B08 composed", topic: "plant/p\u{FC}/telemetry", hot, "device_name_invalid"),
        HostileMessage("B08 decomposed", topic: "plant/pu\u{308}/telemetry", hot, "device_name_invalid"),
        HostileMessage("B09 empty level", topic: "plant//telemetry", hot, "device_name_invalid"),
        HostileMessage("B09 nothing below", topic: "listed/", hot, "device_name_invalid"),
        HostileMessage("B09 the level above", topic: "listed", hot, "topic_unmatched"),
        HostileMessage(
            "65 characters", topic: "plant/\(String(repeating: "a", count: 65))/telemetry", hot, "device_name_invalid"),
        HostileMessage("not on the list", topic: "listed/stranger", hot, "device_not_listed"),
        HostileMessage("B11 one too many", topic: "plant/stranger/telemetry", hot, "device_limit"),
    ]

    /// Too large to be sent twenty thousand times.
    static let large = [
        HostileMessage("C02 64 KiB and a byte", [UInt8](repeating: 0x20, count: 65_537), "payload_too_large"),
        HostileMessage("C03 a million nines", [UInt8](repeating: 0x39, count: 1 << 20), "payload_too_large"),
        HostileMessage(
            "C05 depth 100000", String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000),
            "payload_too_large"),
        HostileMessage(
            "C06 100000 members", "{" + (0..<100_000).map { "\"k\($0)\":1" }.joined(separator: ",") + "}",
            "payload_too_large"),
    ]

    static let payloads = [
        HostileMessage("C01 empty", "", "empty_payload"),
        HostileMessage("C03 many nines", #"{"temp":\#(String(repeating: "9", count: 60_000))}"#, "number_out_of_range"),
        HostileMessage(
            "C04 depth 511", String(repeating: "[", count: 511) + String(repeating: "]", count: 511), "too_deep"),
        HostileMessage(
            "C05 depth 30000", String(repeating: "[", count: 30_000) + String(repeating: "]", count: 30_000),
            "too_deep"),
        HostileMessage(
            "C06 257 members", "{\"temp\":90," + (0..<257).map { "\"k\($0)\":1" }.joined(separator: ",") + "}",
            "too_many_members"),
        HostileMessage("C07 a key twice", #"{"temp":90,"temp":20}"#, "duplicate_key"),
        HostileMessage("C07 another key twice", #"{"temp":90,"x":{"a":1,"a":2}}"#, "duplicate_key"),
        HostileMessage("C08 NaN", #"{"temp":NaN}"#, "invalid_json"),
        HostileMessage("C08 Infinity", #"{"temp":-Infinity}"#, "invalid_json"),
        HostileMessage("C09 NaN as text", #"{"temp":"NaN"}"#, "wrong_type"),
        HostileMessage("C09 no text", #"{"temp":""}"#, "wrong_type"),
        HostileMessage("C10 1e400", #"{"temp":1e400}"#, "number_out_of_range"),
        HostileMessage("C11 1e-400", #"{"temp":1e-400}"#, "number_out_of_range"),
        HostileMessage("C12 2^64", #"{"temp":18446744073709551616}"#, "number_out_of_range"),
        HostileMessage("C12 2^53+1", #"{"temp":9007199254740993}"#, "inexact_number"),
        HostileMessage("C13 true", #"{"temp":true}"#, "wrong_type"),
        HostileMessage("C14 a number as text", #"{"temp":"91.5"}"#, "wrong_type"),
        HostileMessage("C15 comma", #"{"temp":91,5}"#, "invalid_json"),
        HostileMessage("C15 hexadecimal", #"{"temp":0x5F}"#, "invalid_json"),
        HostileMessage("C15 plus", #"{"temp":+91}"#, "invalid_json"),
        HostileMessage("C15 leading zero", #"{"temp":091}"#, "invalid_json"),
        HostileMessage("C15 point", #"{"temp":91.}"#, "invalid_json"),
        HostileMessage("C16 trailing comma", #"{"temp":91,}"#, "invalid_json"),
        HostileMessage("C17 mark", [0xEF, 0xBB, 0xBF] + Array(hot.utf8), "unsupported_encoding"),
        HostileMessage("C17 UTF-16", hot.utf16.flatMap { [UInt8($0), 0] }, "unsupported_encoding"),
        HostileMessage("C18 invalid", Array(#"{"temp":90,"x":""#.utf8) + [0xFF, 0x22, 0x7D], "invalid_utf8"),
        HostileMessage("C18 overlong", Array(#"{"temp":90,"x":""#.utf8) + [0xC0, 0xAF, 0x22, 0x7D], "invalid_utf8"),
        HostileMessage("C19 lone surrogate", #"{"temp":90,"x":"\ud800"}"#, "invalid_json"),
        HostileMessage("C20 NUL", #"{"temp":90,"x":"a\u0000b"}"#, "control_character"),
        HostileMessage("C21 raw escape", "{\"temp\":90,\"x\":\"\u{1B}[31m\"}", "invalid_json"),
        HostileMessage("C22 garbage after", #"{"temp":90} x"#, "invalid_json"),
        HostileMessage("C22 two documents", #"{"temp":90}{"temp":90}"#, "invalid_json"),
        HostileMessage("C27 gzip", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x4B], "unsupported_encoding"),
        HostileMessage("C27 PNG", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "unsupported_encoding"),
        HostileMessage("none of the fields", #"{"pressure":90}"#, "missing_field"),
        HostileMessage("no object", "90", "missing_field"),
        HostileMessage("no number", topic: "plant/scale/weight", "ninety", "not_a_number"),
        HostileMessage("C15 a comma", topic: "plant/scale/weight", "91,5", "not_a_number"),
        HostileMessage("C08 a bare NaN", topic: "plant/scale/weight", "nan", "not_a_number"),
        HostileMessage(
            "C03 too large", topic: "plant/scale/weight", String(repeating: "9", count: 4000), "number_out_of_range"),
    ]
}
