import Decoding
import Testing

@Suite struct TopicFilterTests {
    @Test(
        "captures become MQTT wildcards in the subscription",
        arguments: [
            ("plant/{device}/telemetry", "plant/+/telemetry", ["device"]),
            ("zigbee2mqtt/{device+}", "zigbee2mqtt/#", ["device"]),
            ("zigbee2mqtt/{device+}/availability", "zigbee2mqtt/#", ["device"]),
            ("{site}/{device}/+/x", "+/+/+/x", ["site", "device"]),
            ("a//b/", "a//b/", []), ("/", "/", []), ("#", "#", []), ("+", "+", []),
            ("$SYS/broker/#", "$SYS/broker/#", []), ("stuen/lys på", "stuen/lys på", []),
        ])
    func subscription(text: String, subscription: String, names: [String]) throws {
        let filter = try TopicFilter(text)
        #expect(filter.subscription == subscription)
        #expect(filter.captureNames == names)
    }

    @Test(
        "a wrong filter says what is wrong and where",
        arguments: [
            ("", TopicFilterError.Reason.empty, 0),
            ("a/#/b", .notLast("#"), 2),
            ("a/{device+}/+", .notLast("{device+}"), 2),
            ("a/{device+}/b/#", .notLast("{device+}"), 2),
            ("ab/c+", .notAlone("c+"), 3),
            ("a/x{device}", .notAlone("x{device}"), 2),
            ("a/{device}#", .notAlone("{device}#"), 2),
            ("a/{}", .notAlone("{}"), 2),
            ("a/{de vice}", .badCapture("{de vice}"), 2),
            ("a/{+}", .badCapture("{+}"), 2),
            ("a/{device", .badCapture("{device"), 2),
            ("{a}/{a}", .repeatedCapture("a"), 0),
            ("{a}/{b}/{c}/{d}/{e}", .tooManyCaptures, 0),
            ("a\u{0}b", .controlCharacter, 0),
            (String(repeating: "/", count: 128), .tooLong, 0),
            (String(repeating: "x", count: 65_536), .tooLong, 0),
        ])
    func rejected(text: String, reason: TopicFilterError.Reason, offset: Int) {
        #expect(throws: TopicFilterError.self) { try TopicFilter(text) }
        do throws(TopicFilterError) {
            _ = try TopicFilter(text)
        } catch {
            #expect(error.reason == reason)
            #expect(error.offset == offset)
            #expect(!error.description.isEmpty)
        }
    }
}
