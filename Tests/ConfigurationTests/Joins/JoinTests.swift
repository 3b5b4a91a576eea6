import Configuration
import Engine
import Telemetry
import Testing

/// Interval joins in files.
@Suite struct JoinTests {
    static func door(_ join: String, _ more: String = "") -> String {
        """
        device: door
        inputs: {t: {mqtt: door, signals: [badge, open, reader]}}
        rules:
          entry: {join: {left: "badge != ''", right: becomes(open), \(join)}\(more)}
          other: {when: reader == "x"}
        """
    }

    private func plant(_ join: String, _ more: String = "") throws -> Plant {
        let plant = try Plant(devices: ["door": Self.door(join, more)])
        try plant.read("door", at: 0, ["open": false])
        return plant
    }

    @Test("two events pair in either order, as often as they fit")
    func eitherOrder() throws {
        let plant = try plant("within: [-50ms, 100ms]")
        #expect(try plant.read("door", at: 10, ["badge": "ann"]) == [])
        #expect(try plant.read("door", at: 20, ["badge": "ann"]) == [])
        #expect(
            try plant.read("door", at: 110, ["open": true]) == [
                "110 door.entry raised badge=ann", "110 door.entry raised badge=ann",
            ])
        #expect(try plant.read("door", at: 160, ["badge": "bob"]) == ["160 door.entry raised badge=bob"])
        #expect(try plant.read("door", at: 161, ["badge": "bob"]) == [])
        // What is said again is no event of the other side.
        #expect(try plant.read("door", at: 165, ["open": true]) == [])
    }

    @Test("who stays alone is told as soon as that is certain, on no further message")
    func alone() throws {
        let plant = try plant("within: [-50ms, 100ms], unmatched: right")
        try plant.read("door", at: 10, ["badge": "ann"])
        #expect(try plant.read("door", at: 110, ["open": true]) == [])
        #expect(plant.pass(to: 1000) == [])
        try plant.read("door", at: 1001, ["open": false])
        #expect(try plant.read("door", at: 1010, ["open": true]) == [])
        #expect(plant.pass(to: 2000) == ["1061 door.entry raised badge=ann"])
    }

    @Test("events of different keys know nothing of each other, and one without a key belongs to none")
    func key() throws {
        let plant = try plant("within: [0s, 1s]", ", key: reader")
        #expect(try plant.read("door", at: 1, ["badge": "ann", "open": true]) == [])
        try plant.read("door", at: 2, ["badge": "ann", "open": false, "reader": "north"])
        #expect(try plant.read("door", at: 3, ["open": true, "reader": "south"]) == [])
        try plant.read("door", at: 4, ["open": false])
        #expect(try plant.read("door", at: 5, ["open": true, "reader": "north"]).count == 1)
    }

    static let wrong: [(join: String, more: String, line: String)] = [
        (
            "within: [10s, -5s]", "",
            "4:69: error: the interval ends before it begins; write the earlier end first, such as [-5s, 10s]"
        ),
        ("within: [10s]", "", "4:69: error: the list has 1 entries; write at least 2"),
        (
            "within: [0s, 1s], unmatched: none", "",
            "4:90: error: 'none' is not known here; write 'left', 'right' or 'both'"
        ),
        ("within: [0s, 1s]", ", for: 1s", "4:85: error: 'for' belongs to 'when'; remove it"),
    ]

    @Test("a mistake is told at its place", arguments: wrong.indices)
    func mistake(index: Int) throws {
        let (join, more, line) = Self.wrong[index]
        let said = try mistakes(device: Self.door(join, more))
        #expect(said.contains("devices/pump.yaml:\(line)"), "\(said)")
    }

    private func mistakes(device: String) throws -> [String] {
        try Files(devices: ["pump": device]).load().lines
    }
}
