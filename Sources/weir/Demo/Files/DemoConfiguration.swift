internal import Configuration
internal import GPIO
internal import Telemetry

/// The files that the demo's gateway runs with: a gateway between the two brokers, and the library's devices with shorter
/// times.
struct DemoConfiguration {
    static let gateway = "demo"
    static let uplink = "platform"

    /// Changes that make minutes pass in seconds.
    private static let pace: [String: [(path: String, value: String)]] = [
        "pump.yaml": [
            ("rules.overheating.for", "1s"), ("rules.wearing.for", "1s"), ("summaries.minute.every", "5s"),
        ],
        "tank.yaml": [
            ("rules.low.for", "500ms"), ("rules.not_filling.for", "5s"), ("summaries.minute.every", "5s"),
        ],
        "zigbee-climate.yaml": [("rules.too_warm.for", "1s"), ("summaries.quarter.every", "5s")],
        "door-contact.yaml": [("rules.left_open.for", "3s")],
        "relay-fan.yaml": [("rules.warm.for", "1s"), ("summaries.quarter.every", "5s")],
    ]

    /// A score, and a rule that listens to it: learned from a few seconds of a pump's life, where a real one takes a day.
    private static let additions = [
        "pump.yaml": #"""
        scores:
          wear: {detect: range, of: vibration, warmup: 20}
        rules:
          unusual:
            when: wear >= 1.0 && running
            cooldown: 30s
            severity: minor
            message: "{device} vibrates as never before: {vibration} mm/s"
        """#
    ]

    let path: String
    /// For a shell.
    var shownPath: String { path.contains(" ") ? "'\(path)'" : path }
    var storePath: String { "\(path)/store" }
    /// What drives the GPIO lines, for people.
    let gpio: String
    /// The dashboard, and what it asks for before it changes anything.
    let page: String
    let token: String

    init(
        library: DeviceLibrary, chip: String?, local: Mosquitto, platform: Mosquitto, in directory: PrivateDirectory
    ) throws(DemoFailure) {
        path = directory.path
        let port = try LoopbackPort.free()
        page = "http://127.0.0.1:\(port)/"
        token = DemoConfiguration.newToken()
        _ = try directory.makeDirectory("secrets")
        try directory.write(token, to: "secrets/console")
        let chips = ChipChoice(wanted: Set(library.files.flatMap(\.chips)), instead: chip)
        gpio = chips.words
        try directory.write(
            """
            # The gateway of `weir demo`.
            gateway: \(DemoConfiguration.gateway)
            mqtt:
              local: {url: "\(local.address)"}
            store: {path: "\(storePath)"}
            uplinks:
              \(DemoConfiguration.uplink):
                mqtt: {url: "\(platform.address)", topic: "weir/{gateway}/{device}/{kind}"}
                send: [events, commands, summaries, readings]
                rate: 40/s                              # slow, so that catching up can be watched
            console: {listen: "127.0.0.1:\(port)", token: !secret console}

            """, to: "weir.yaml")
        _ = try directory.makeDirectory("devices")
        for file in library.files {
            try directory.write(DemoConfiguration.text(file, chips), to: "devices/\(file.name)")
        }
    }

    /// Known to nobody else.
    private static func newToken() -> String {
        let letters = Array("abcdefghijkmnpqrstuvwxyz23456789")
        var random = SystemRandomNumberGenerator()
        return String((0..<20).map { _ in letters[Int.random(in: 0..<letters.count, using: &random)] })
    }

    private static func text(_ file: DeviceFile, _ chips: ChipChoice) -> String {
        var file = file
        for change in pace[file.name] ?? [] { file.set(change.path, to: change.value) }
        if let more = additions[file.name] { file.add(more) }
        file.replaceChips(chips.replacement(for:))
        // They prove the times of the library, not these.
        file.remove("tests")
        return """
            # \(file.name) of the library as the demo runs it: minutes pass in seconds
            # (\(file.changes.joined(separator: ", "))).

            """ + file.yaml
    }
}

/// Which chip takes the place of those that the device files name.
struct ChipChoice {
    private let present: Set<String>
    private let instead: String?
    private let wanted: Set<String>

    init(wanted: Set<String>, instead: String?) {
        self.wanted = wanted
        self.instead = instead
        present = Set(Chips.list().chips.flatMap { [$0.label, $0.path] + $0.aliases })
    }

    func replacement(for chip: String) -> String {
        if let instead { return instead }
        return present.contains(chip) ? chip : LineBinding.simulatedChip
    }

    var words: String {
        if instead == LineBinding.simulatedChip { return "SIMULATED, as asked; `weir simulate` sets inputs" }
        if let instead { return "the chip \(instead) of this machine, as asked: its lines are really driven" }
        let missing = wanted.subtracting(present).sorted().joined(separator: ", ")
        if missing.isEmpty {
            return "the chip \(wanted.sorted().joined(separator: ", ")) of this machine: its lines are really driven"
        }
        return "SIMULATED, as there is no chip \(missing) here; `weir simulate` sets inputs"
    }
}
