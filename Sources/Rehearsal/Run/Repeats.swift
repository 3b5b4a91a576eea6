internal import Configuration
internal import Telemetry

/// The inputs that repeat their last reading, as live sensors do.
struct Repeats {
    struct Reading {
        let device: TestDevice
        let input: Int
        var values: [NamedValue]
        var due: Int64
    }

    private let everyMilliseconds: Int64?
    /// In the order in which they were first heard.
    private var readings: [Reading] = []

    init(everyMilliseconds: Int64?) {
        self.everyMilliseconds = everyMilliseconds
    }

    /// Something came from an input: from now on this is repeated.
    mutating func note(_ values: [NamedValue], of device: TestDevice, input: Int, at: Int64) {
        guard let everyMilliseconds else { return }
        let due = at + everyMilliseconds
        guard let index = readings.firstIndex(where: { $0.device == device && $0.input == input }) else {
            readings.append(Reading(device: device, input: input, values: values, due: due))
            return
        }
        readings[index].due = due
        for value in values {
            if let place = readings[index].values.firstIndex(where: { $0.name == value.name }) {
                readings[index].values[place] = value
            } else {
                readings[index].values.append(value)
            }
        }
    }

    mutating func silence(_ inputs: [Int], of device: TestDevice) {
        readings.removeAll { $0.device == device && inputs.contains($0.input) }
    }

    /// The next repeat that is due before `end`, taken off; of several at one time the one that was heard first.
    mutating func next(before end: Int64) -> Reading? {
        guard let everyMilliseconds,
            let index = readings.indices.min(by: { readings[$0].due < readings[$1].due }), readings[index].due < end
        else { return nil }
        defer { readings[index].due += everyMilliseconds }
        return readings[index]
    }
}
