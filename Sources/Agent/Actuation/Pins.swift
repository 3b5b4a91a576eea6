internal import Configuration
internal import GPIO

/// One GPIO line of one device.
class Pin {
    let template: Int
    /// Of the input or the actuator, in the template.
    let index: Int
    let device: String
    let chip: String
    let lineName: String
    let isActiveLow: Bool
    /// Why there is no line; nil while there is one.
    var fault: String?

    init(_ binding: LineBinding, template: Int, index: Int, device: String, line: String) {
        self.template = template
        self.index = index
        self.device = device
        chip = binding.chip
        lineName = line
        isActiveLow = binding.isActiveLow
    }

    var name: String { "\(chip) \(lineName)" }
    var isSimulated: Bool { chip == LineBinding.simulatedChip }

    /// As the kernel's chips are asked for it; nil where the files say nothing usable.
    fileprivate var address: (chip: ChipName, line: LineName)? {
        guard let chip = ChipName(chip), let line = LineName(lineName) else { return nil }
        return (chip, line)
    }

    fileprivate func hasAddress(of other: Pin) -> Bool {
        (chip, lineName, isActiveLow) == (other.chip, other.lineName, other.isActiveLow)
    }
}

/// One GPIO input of one device.
final class InputPin: Pin {
    let signal: Int
    let bias: LineBias
    let debounceMilliseconds: Int64
    /// The edges that count; nil where the level does.
    let edge: LineEdge?
    /// Edges that counted, and how often some may have been lost since they came too fast for the kernel.
    var edgeCount = 0
    var lossCount = 0
    var line: (any DigitalInput)?
    var watch: EventLoop.Watch?
    var debouncer: Debouncer?

    init(_ gpio: GPIOInput, template: Int, index: Int, device: String, line: String) {
        signal = gpio.signal
        bias = gpio.bias
        debounceMilliseconds = gpio.debounceMilliseconds
        edge = gpio.edge
        super.init(gpio.line, template: template, index: index, device: device, line: line)
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

    func isSameLine(as other: InputPin) -> Bool {
        hasAddress(of: other) && (bias, edges) == (other.bias, other.edges)
    }

    func open() throws(GPIOError) {
        if isSimulated {
            line = SimulatedInput(line: lineName)
            return
        }
        guard let address else { return }
        line = try InputLine(
            chip: address.chip, line: address.line, bias: Bias(rawValue: bias.rawValue) ?? .asIs,
            activeLow: isActiveLow,
            edges: edges, consumer: "weir")
    }
}

/// One GPIO output of one device.
final class OutputPin: Pin {
    let safe: Bool
    /// The value it should have now.
    var wanted: Bool
    var line: (any DigitalOutput)?

    init(_ binding: LineBinding, safe: Bool, template: Int, index: Int, device: String, line: String) {
        self.safe = safe
        wanted = safe
        super.init(binding, template: template, index: index, device: device, line: line)
    }

    func isSameLine(as other: OutputPin) -> Bool { hasAddress(of: other) }

    /// Requests the line at the value it should have, so that no other is driven before.
    func open() throws(GPIOError) {
        if isSimulated {
            line = SimulatedOutput(line: lineName, initial: wanted)
            return
        }
        guard let address else { return }
        line = try OutputLine(
            chip: address.chip, line: address.line, initial: wanted, activeLow: isActiveLow, consumer: "weir")
    }
}
