internal import Configuration
internal import GPIO

/// One GPIO input of one device.
final class InputPin {
    let template: Int
    let input: Int
    let signal: Int
    let device: String
    let chip: String
    let lineName: String
    let bias: LineBias
    let isActiveLow: Bool
    let debounceMilliseconds: Int64
    /// The edges that count; nil where the level does.
    let edge: LineEdge?
    /// Edges that counted, and how often some may have been lost since they came too fast for the kernel.
    var edgeCount = 0
    var lossCount = 0
    var line: (any DigitalInput)?
    var watch: EventLoop.Watch?
    var debouncer: Debouncer?
    /// Why there is no line; nil while there is one.
    var fault: String?

    init(_ gpio: GPIOInput, template: Int, input: Int, device: String, line: String) {
        self.template = template
        self.input = input
        self.device = device
        signal = gpio.signal
        chip = gpio.line.chip
        lineName = line
        bias = gpio.bias
        isActiveLow = gpio.line.isActiveLow
        debounceMilliseconds = gpio.debounceMilliseconds
        edge = gpio.edge
    }

    /// The edges to ask the kernel for: to debounce takes both.
    private var edges: Edges {
        guard let edge, debounceMilliseconds == 0 else { return .both }
        switch edge {
        case .rising: return .rising
        case .falling: return .falling
        case .both: return .both
        }
    }

    var name: String { "\(chip) \(lineName)" }

    func isSameLine(as other: InputPin) -> Bool {
        (chip, lineName) == (other.chip, other.lineName)
            && (bias, isActiveLow, edges) == (other.bias, other.isActiveLow, other.edges)
    }

    func open() throws(GPIOError) {
        if chip == LineBinding.simulatedChip {
            line = SimulatedInput(line: lineName)
            return
        }
        guard let chipName = ChipName(chip), let name = LineName(lineName) else { return }
        line = try InputLine(
            chip: chipName, line: name, bias: Bias(rawValue: bias.rawValue) ?? .asIs, activeLow: isActiveLow,
            edges: edges, consumer: "weir")
    }
}

/// One GPIO output of one device.
final class OutputPin {
    let template: Int
    let actuator: Int
    let device: String
    let chip: String
    let lineName: String
    let isActiveLow: Bool
    let safe: Bool
    /// The value it should have now.
    var wanted: Bool
    var line: (any DigitalOutput)?
    var fault: String?

    init(_ binding: LineBinding, safe: Bool, template: Int, actuator: Int, device: String, line: String) {
        self.template = template
        self.actuator = actuator
        self.device = device
        self.safe = safe
        chip = binding.chip
        lineName = line
        isActiveLow = binding.isActiveLow
        wanted = safe
    }

    var name: String { "\(chip) \(lineName)" }

    func isSameLine(as other: OutputPin) -> Bool {
        (chip, lineName, isActiveLow) == (other.chip, other.lineName, other.isActiveLow)
    }

    /// Requests the line at the value it should have, so that no other is driven before.
    func open() throws(GPIOError) {
        if chip == LineBinding.simulatedChip {
            line = SimulatedOutput(line: lineName, initial: wanted)
            return
        }
        guard let chipName = ChipName(chip), let name = LineName(lineName) else { return }
        line = try OutputLine(
            chip: chipName, line: name, initial: wanted, activeLow: isActiveLow, consumer: "weir")
    }
}
