import Configuration
import Decoding
import Telemetry
import TestSupport
import Testing

@testable import Agent

@Suite struct TopicTableTests {
    @Test("every remembered topic is found with its routes, and no other")
    func remembers() {
        let seed = Trials.seed()
        var generator = SeededGenerator(seed)
        var table = TopicTable(limit: 5_000)
        var expected: [[UInt8]: Int] = [:]
        while expected.count < 5_000 {
            // Short topics of few letters collide and contain one another.
            let topic = (0..<Int.random(in: 1...9, using: &generator)).map { _ in
                UInt8.random(in: 0x61...0x66, using: &generator)
            }
            guard expected[topic] == nil else { continue }
            expected[topic] = expected.count
            topic.withUnsafeBytes { table.insert($0, first: expected.count * 2, count: 2) }
        }
        #expect(table.isFull)
        for (topic, place) in expected {
            let found = topic.withUnsafeBytes { table.find($0) }
            #expect(found?.first == (place + 1) * 2 && found?.count == 2, "seed \(seed)")
        }
        for topic in [[0x67], [0x61, 0x67], []] as [[UInt8]] {
            let found = topic.withUnsafeBytes { table.find($0) }
            #expect(found == nil)
        }
    }

    @Test("a full table takes no more and still finds what it has")
    func full() {
        var table = TopicTable(limit: 2)
        for (index, topic) in ["a", "b", "c"].enumerated() {
            Array(topic.utf8).withUnsafeBytes { table.insert($0, first: index, count: 1) }
        }
        let places = ["a", "b", "c"].map { topic in Array(topic.utf8).withUnsafeBytes { table.find($0)?.first } }
        #expect(places == [0, 1, nil])
        #expect(table.placesEnd == 2)
    }
}

@Suite struct TopicRouterTests {
    private static let pumps = """
        device: "{device}"
        inputs:
          telemetry: {mqtt: "plant/{device}/telemetry", signals: {t: t}}
          state: {mqtt: "plant/{device}/+", signals: {s: s}}
        rules: {r: {when: t > 1.0 && s > 1.0}}
        """
    private static let fixed = """
        device: boiler
        inputs: {i: {mqtt: "plant/boiler-house/telemetry", signals: {t: t}}}
        rules: {r: {when: t > 1.0}}
        """

    private struct Fixture {
        var router: TopicRouter
        let devices = Directory()

        init(_ files: [String: String]) throws {
            router = TopicRouter(sources: InputSource.all(try configuration(devices: files).bindings))
        }

        mutating func route(_ topic: [UInt8]) -> Routing {
            topic.withUnsafeBytes { router.route($0, devices: devices) }
        }

        /// In words: `pump-7: 0.1 0.0`, `admit pump-9`, or the reason.
        mutating func words(_ topic: [UInt8]) -> String {
            switch route(topic) {
            case .routes(let first, let count):
                router.routes[first..<first + count].map { "\($0.template).\($0.input)@\($0.device ?? -1)" }.joined(
                    separator: " ")
            case .unknownDevice(let template, let name): "admit \(name) to \(template)"
            case .rejected(let reason): reason.name
            }
        }

        mutating func words(_ topic: String) -> String { words(Array(topic.utf8)) }
    }

    private func fixture() throws -> Fixture {
        let fixture = try Fixture(["pump": Self.pumps])
        fixture.devices.open = [0]
        fixture.devices.add("pump-7", template: 0)
        return fixture
    }

    @Test("a topic leads to every input that it matches, in the order of the file, again and again")
    func routes() throws {
        var fixture = try fixture()
        for _ in 0..<3 {
            #expect(fixture.words("plant/pump-7/telemetry") == "0.0@0 0.1@0")
            #expect(fixture.words("plant/pump-7/state") == "0.1@0")
        }
        #expect(fixture.router.routes.count == 3, "a topic is worked out once")
    }

    @Test("a device that is not known is admitted, up to the limit; then the others are rejected and the old ones stay")
    func admission() throws {
        var fixture = try fixture()
        #expect(fixture.words("plant/pump-9/telemetry") == "admit pump-9 to 0")
        fixture.devices.add("pump-9", template: 0)
        #expect(fixture.words("plant/pump-9/telemetry") == "0.0@1 0.1@1")
        fixture.devices.limit = 2
        #expect(fixture.words("plant/pump-10/telemetry") == "device_limit")
        #expect(fixture.words("plant/pump-7/telemetry") == "0.0@0 0.1@0")
        fixture.devices.open = []
        #expect(fixture.words("plant/pump-10/telemetry") == "device_not_listed")
    }

    @Test(
        "B02: a topic that nobody subscribed to leads nowhere",
        arguments: ["$SYS/evil", "plant", "plant/pump-7", "x/pump-7/telemetry", "plant/pump-7/telemetry/more"])
    func unmatched(topic: String) throws {
        var fixture = try fixture()
        #expect(fixture.words(topic) == "topic_unmatched")
    }

    @Test(
        "B01: a delivered topic holds no wildcards",
        arguments: ["plant/pump-7/#", "plant/+/telemetry", "#", "+/x", "plant/pump-7/a+b"])
    func wildcards(topic: String) throws {
        var fixture = try fixture()
        #expect(fixture.words(topic) == "topic_invalid")
    }

    @Test(
        "B03: NUL and control characters are in no topic", arguments: [0x00, 0x01, 0x0A, 0x1B, 0x1F, 0x7F] as [UInt8])
    func controlCharacters(byte: UInt8) throws {
        var fixture = try fixture()
        #expect(fixture.words(Array("plant/pump-7/a".utf8) + [byte]) == "topic_invalid")
        #expect(fixture.words([byte]) == "topic_invalid")
    }

    @Test(
        "B03, B04: nor are C1 controls, U+FFFF, and bytes that are not UTF-8",
        arguments: [
            [0xC2, 0x85], [0xEF, 0xBF, 0xBF], [0xEF, 0xBF, 0xBE], [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80],
        ] as [[UInt8]])
    func notText(bytes: [UInt8]) throws {
        var fixture = try fixture()
        let words = fixture.words(Array("plant/pump-7/a".utf8) + bytes)
        #expect(words == "topic_invalid")
    }

    @Test("B05, B06: a topic is at most 512 bytes and 16 levels long")
    func bounds() throws {
        var fixture = try fixture()
        let head = "plant/pump-7/"
        #expect(fixture.words(head + String(repeating: "x", count: 512 - head.utf8.count)) == "0.1@0")
        #expect(fixture.words(head + String(repeating: "x", count: 513 - head.utf8.count)) == "topic_invalid")
        #expect(fixture.words(String(repeating: "x", count: 65_535)) == "topic_invalid")
        #expect(fixture.words(Array(repeating: "a", count: 16).joined(separator: "/")) == "topic_unmatched")
        #expect(fixture.words(Array(repeating: "a", count: 17).joined(separator: "/")) == "topic_invalid")
        #expect(fixture.words(String(repeating: "/", count: 300)) == "topic_invalid")
        #expect(fixture.words("") == "topic_invalid")
    }

    @Test(
        "B07, B08: a device's name is 1 to 64 of A-Z a-z 0-9 . _ -, whatever the topic says",
        arguments: [
            "..", ".", "%2e%2e", ";rm -rf", "pump 7", "pump'7", "pump\"7", "pümp-7", "pump-\u{0301}7", "ｐump-7", "$SYS",
            "",
            String(repeating: "x", count: 65), "a:b", "a*b", "{device}",
        ])
    func deviceNames(name: String) throws {
        var fixture = try fixture()
        #expect(fixture.words("plant/\(name)/telemetry") == "device_name_invalid")
        #expect(fixture.devices.count == 1)
    }

    @Test("a name of 64 characters is one; upper and lower case are two devices")
    func goodNames() throws {
        var fixture = try fixture()
        let long = String(repeating: "x", count: 64)
        #expect(fixture.words("plant/\(long)/telemetry") == "admit \(long) to 0")
        #expect(fixture.words("plant/PUMP-7/telemetry") == "admit PUMP-7 to 0")
    }

    @Test("B09: empty levels are levels: they match exactly, name no device and crash nothing")
    func emptyLevels() throws {
        var fixture = try fixture()
        #expect(fixture.words("plant//telemetry") == "device_name_invalid")
        #expect(fixture.words("plant/pump-7/") == "0.1@0")
        #expect(fixture.words("/plant/pump-7/telemetry") == "topic_unmatched")
        #expect(fixture.words("plant/pump-7/telemetry/") == "topic_unmatched")
        #expect(fixture.words("//") == "topic_unmatched")
    }

    @Test("{device+} takes slashes as dots; two dots alone are no name")
    func severalLevels() throws {
        var fixture = try Fixture([
            "a":
                "device: \"{device+}\"\ninputs: {i: {mqtt: \"z/{device+}\", signals: {t: t}}}\nrules: {r: {when: t > 1.0}}\n"
        ])
        fixture.devices.open = [0]
        #expect(fixture.words("z/a/b/c") == "admit a.b.c to 0")
        #expect(fixture.words("z/a") == "admit a to 0")
        #expect(fixture.words("z/") == "device_name_invalid")
        #expect(fixture.words("z//") == "device_name_invalid")
        #expect(fixture.words("z///") == "device_name_invalid")
        #expect(fixture.words("z") == "topic_unmatched")
    }

    @Test("a device of one file is not reached through the topics of another")
    func otherFile() throws {
        var fixture = try Fixture(["a": Self.fixed, "b": Self.pumps])
        fixture.devices.add("boiler", template: 0)
        fixture.devices.add("pump-7", template: 1)
        #expect(fixture.words("plant/boiler/telemetry") == "device_not_listed")
        #expect(fixture.words("plant/boiler-house/telemetry") == "0.0@0")
        #expect(fixture.words("plant/pump-7/telemetry") == "1.0@1 1.1@1")
    }

    @Test("B11: ten thousand new names admit no more than the limit, and the old ones are served")
    func flood() throws {
        var fixture = try fixture()
        fixture.devices.limit = 100
        var reasons: [String: Int] = [:]
        for number in 0..<10_000 {
            let words = fixture.words("plant/n\(number)/telemetry")
            if words.hasPrefix("admit") {
                fixture.devices.add("n\(number)", template: 0)
                #expect(fixture.words("plant/n\(number)/telemetry").hasPrefix("0.0@"))
            } else {
                reasons[words, default: 0] += 1
            }
        }
        #expect(reasons == ["device_limit": 9_901])
        #expect(fixture.words("plant/pump-7/telemetry") == "0.0@0 0.1@0")
        #expect(fixture.words("plant/n50/telemetry") == "0.0@51 0.1@51")
    }

    @Test("a full table goes on: what it knows is served from it, the others the longer way, and nothing grows")
    func fullTable() throws {
        var fixture = try fixture()
        let count = TopicRouter.topicLimit + 2_000
        for number in 0..<count { #expect(fixture.words("plant/pump-7/n\(number)") == "0.1@0") }
        let routes = fixture.router.routes.count
        #expect(routes <= TopicRouter.topicLimit + 2)
        for number in [0, 1, TopicRouter.topicLimit - 1, count - 1, 7, count - 2] {
            #expect(fixture.words("plant/pump-7/n\(number)") == "0.1@0")
            #expect(fixture.words("plant/pump-7/telemetry") == "0.0@0 0.1@0")
        }
        #expect(fixture.router.routes.count <= routes + 2)
    }

    @Test("random topics lead somewhere or nowhere, and crash nothing; what leads somewhere matches")
    func random() throws {
        let seed = Trials.seed()
        print("topic seed: \(seed)")
        var generator = SeededGenerator(seed)
        var fixture = try fixture()
        let pieces =
            [
                "plant/pump-7/telemetry", "plant/pump-7/", "plant", "pump-7", "telemetry", "/", "/", "", "+", "#", "\0",
                "é", "..", "x",
            ].map { Array($0.utf8) } + [
                [0xFF]
            ]
        var routed = 0
        for _ in 0..<20_000 {
            let topic = (0..<Int.random(in: 0...8, using: &generator)).flatMap { _ in
                pieces[Int.random(in: pieces.indices, using: &generator)]
            }
            guard case .routes = fixture.route(topic) else { continue }
            routed += 1
            #expect(String(decoding: topic, as: UTF8.self).hasPrefix("plant/pump-7/"), "seed \(seed)")
        }
        #expect(routed > 0, "the control: some lead somewhere; seed \(seed)")
    }
}
