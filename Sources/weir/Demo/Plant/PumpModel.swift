/// A pump that gets hot while it runs, cools while it does not, and wears. It obeys its motor command, and seconds do to
/// it what minutes do to a real one.
struct PumpModel {
    /// How it is built: what it would heat up to, and how fast it wears (mm/s of vibration in a second).
    struct Build {
        var hottest: Double
        var wearRate: Double
    }

    private static let ambient = 30.0
    private static let stopSeconds = 0.3
    private static let startSeconds = 0.5
    /// The drive locks out a restart for a while.
    private static let restartSeconds = 4.0
    private static let worn = 11.0

    let name: String
    private let build: Build
    private(set) var temperature: Double
    private(set) var vibration: Double
    private(set) var isRunning = false
    private var commanded: Switching?
    private var stoppedAt: Double?

    init(name: String, build: Build, temperature: Double, vibration: Double) {
        self.name = name
        self.build = build
        self.temperature = temperature
        self.vibration = vibration
    }

    var commandTopic: String { "plant/\(name)/cmd" }
    var telemetryTopic: String { "plant/\(name)/telemetry" }

    mutating func obey(_ payload: String, at time: Double) {
        guard payload == "ON" || payload == "OFF" else { return }
        let isOn = payload == "ON"
        if commanded?.value ?? isRunning == isOn { return }
        let start = max(time + PumpModel.startSeconds, (stoppedAt ?? -.infinity) + PumpModel.restartSeconds)
        commanded = Switching(value: isOn, at: isOn ? start : time + PumpModel.stopSeconds)
    }

    /// Lets time pass; gives what a person at the pump would notice.
    mutating func step(_ seconds: Double, at time: Double) -> [String] {
        var notes: [String] = []
        if let switching = commanded, time >= switching.at {
            commanded = nil
            isRunning = switching.value
            if !isRunning { stoppedAt = time }
            notes.append("the motor of \(name) \(isRunning ? "starts" : "stops")")
        }
        if isRunning {
            temperature += (build.hottest - temperature) * 0.08 * seconds
            vibration += build.wearRate * seconds
        } else {
            temperature += (PumpModel.ambient - temperature) * 0.07 * seconds
        }
        if vibration > PumpModel.worn, !isRunning {
            vibration = 3
            notes.append("\(name) gets a new bearing")
        }
        return notes
    }

    func telemetry(at wall: Int64) -> String {
        let shown = (temperature + Double.random(in: -0.2...0.2)).oneDecimal
        let rms = (isRunning ? vibration + Double.random(in: -0.1...0.1) : 0.2).oneDecimal
        let power = (isRunning ? 11 + Double.random(in: -0.5...0.5) : 0).oneDecimal
        return #"{"ts":\#(wall),"temp":\#(shown),"vib":{"rms":\#(rms)},"state":{"on":\#(isRunning)},"kw":\#(power)}"#
    }
}

/// A change that takes its time.
struct Switching {
    var value: Bool
    /// Seconds since the start.
    var at: Double
}

extension Double {
    /// As people and small sensors write it, `81.4`.
    var oneDecimal: String { ((self * 10).rounded() / 10).description }
}
