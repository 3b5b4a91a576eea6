internal import Configuration
internal import GPIO

/// Stands in for an input line where there is no hardware. Levels come from `weir simulate`.
final class SimulatedInput: DigitalInput {
    let place: LinePlace
    let descriptor: Int32? = nil
    let isDebounced = false
    private var value = false
    private var edges: [EdgeEvent] = []

    init(line: String) {
        place = LinePlace(chipLabel: LineBinding.simulatedChip, chipPath: "simulated", offset: 0, name: line)
    }

    func drain(_ body: (EdgeEvent) -> Void) throws(GPIOError) -> EdgeLoss {
        for edge in edges { body(edge) }
        edges.removeAll()
        return .none
    }

    func level() throws(GPIOError) -> Bool { value }

    /// Sets the level. The edge, if it is one, waits for `drain`, which is to follow.
    func simulate(_ level: Bool) {
        guard level != value else { return }
        value = level
        edges.append(
            EdgeEvent(kind: level ? .rising : .falling, timestampNanoseconds: UInt64(Clock.monotonicNanoseconds)))
    }
}

/// Stands in for an output line where there is no hardware.
final class SimulatedOutput: DigitalOutput {
    let place: LinePlace
    private var value: Bool

    init(line: String, initial: Bool) {
        place = LinePlace(chipLabel: LineBinding.simulatedChip, chipPath: "simulated", offset: 0, name: line)
        value = initial
    }

    func set(_ level: Bool) throws(GPIOError) { value = level }
    func get() throws(GPIOError) -> Bool { value }
}
