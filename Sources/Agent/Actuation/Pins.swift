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
    let bias: LineBias
    let isSimulated: Bool
    /// The device's index in the engine that is told of the line.
    var engineDevice: Int?
    /// Why there is no line; nil while there is one.
    var fault: String?

    init(_ binding: LineBinding, template: Int, index: Int, device: String, line: String) {
        self.template = template
        self.index = index
        self.device = device
        chip = binding.chip
        lineName = line
        isActiveLow = binding.isActiveLow
        bias = binding.bias
        isSimulated = binding.isSimulated
    }

    var name: String { "\(chip) \(lineName)" }

    /// As the kernel's chips are asked for it; nil where the files say nothing usable.
    fileprivate var address: (chip: ChipName, line: LineName)? {
        guard let chip = ChipName(chip), let line = LineName(lineName) else { return nil }
        return (chip, line)
    }

    /// Whether the kernel is asked for the same, but for what the line is used for.
    fileprivate func hasAddress(of other: Pin) -> Bool {
        (chip, lineName, isActiveLow, bias) == (other.chip, other.lineName, other.isActiveLow, other.bias)
    }
}

/// One GPIO input of one device.
final class InputPin: Pin {
    let signal: Int
    let debounceMilliseconds: Int64
    let meaning: LineMeaning
    /// Whether the line is a level, rather than something that happens.
    let isLevel: Bool
    /// Edges that counted.
    var edgeCount = 0
    /// Edges that came too fast for the kernel's queue: known by their numbers, and how often some may have been.
    var missedCount: Int64 = 0
    var lossCount = 0
    var line: (any DigitalInput)?
    /// The other line of an encoder.
    var second: (any DigitalInput)?
    var watches: [EventLoop.Watch] = []
    /// For levels, and for edges that the kernel does not debounce.
    var debouncer: Debouncer?
    /// For what is more than a level or an edge.
    var meter: LineMeter?

    init(_ gpio: GPIOInput, template: Int, index: Int, device: String, line: String) {
        signal = gpio.signal
        debounceMilliseconds = gpio.debounceMilliseconds
        meaning = gpio.meaning
        isLevel = gpio.meaning == .level
        super.init(gpio.line, template: template, index: index, device: device, line: line)
    }

    /// The edges that count; nil where all do.
    private var edge: LineEdge? {
        switch meaning {
        case .edge(let edge), .count(let edge, _), .frequency(let edge, _): edge
        case .level, .quadrature, .button: nil
        }
    }

    private var edges: Edges {
        switch edge {
        case .rising: .rising
        case .falling: .falling
        case .both, nil: .both
        }
    }

    /// Whether the edges of the line are held back here, since the kernel does not.
    var isDebouncedHere: Bool { debounceMilliseconds > 0 && line?.isDebounced == false }

    /// When something is due, on `Clock.boot`; nil when nothing is.
    var deadline: Int64? {
        // Rounded up: a round that comes a part of a millisecond early would be followed by another, and another.
        let meter = meter?.deadline.map { ($0 + 999_999) / 1_000_000 }
        guard let debouncer = debouncer?.deadline else { return meter }
        return meter.map { min($0, debouncer) } ?? debouncer
    }

    /// Whether it matters when an edge came: to what measures, and to what waits for a contact to be still.
    var isTimed: Bool { meter != nil || isDebouncedHere }

    private var secondName: String? {
        if case .quadrature(let quadrature) = meaning { quadrature.b } else { nil }
    }

    func isSameLine(as other: InputPin) -> Bool {
        hasAddress(of: other) && secondName == other.secondName
            && (edges, debounceMilliseconds) == (other.edges, other.debounceMilliseconds)
    }

    func open() throws(GPIOError) {
        if isSimulated {
            line = SimulatedInput(line: lineName)
            second = secondName.map { SimulatedInput(line: $0) }
            return
        }
        guard let address else { return }
        let first = try request(chip: address.chip, line: address.line)
        if let secondName {
            guard let name = LineName(secondName) else { return }
            second = try request(chip: address.chip, line: name)
        }
        line = first
    }

    private func request(chip: ChipName, line: LineName) throws(GPIOError) -> InputLine {
        func request(_ edges: Edges) throws(GPIOError) -> InputLine {
            try InputLine(
                chip: chip, line: line, bias: Bias(bias), activeLow: isActiveLow,
                edges: edges, debounceMilliseconds: debounceMilliseconds, consumer: "weir")
        }
        var input: InputLine? = try request(edges)
        if let input, debounceMilliseconds == 0 || input.isDebounced || edges == .both { return input }
        // To debounce takes both edges, and the line has to be let go of before it can be had again.
        input = nil
        return try request(.both)
    }

    /// The levels now.
    func levels() throws(GPIOError) -> (Bool, Bool) {
        guard let line else { return (false, false) }
        return (try line.level(), try second?.level() ?? false)
    }

    func close() {
        line = nil
        second = nil
        debouncer = nil
        meter = nil
    }
}

/// One GPIO output of one device.
final class OutputPin: Pin {
    let safe: Bool
    let drive: LineDrive
    /// The value it should have now.
    var wanted: Bool
    /// Whether its level is told after each change; and what was told last, nil being that nobody knows.
    let isReadBack: Bool
    var told: Bool?
    /// Lines that this one must not follow closely, and how long after them it may be on, in milliseconds.
    var partners: [OutputPin] = []
    var deadTime: Int64 = 0
    /// When it was last driven from on to off, on `Clock.boot`.
    var offAt: Int64?
    var isDriven = false
    /// Until when it is kept off, since a partner went off a moment ago.
    var heldUntil: Int64?
    /// Whether there may be news to tell.
    var isReadBackDue = false
    var line: (any DigitalOutput)?

    init(
        _ gpio: GPIOOutput, safe: Bool, isReadBack: Bool, template: Int, index: Int, device: String, line: String
    ) {
        self.isReadBack = isReadBack
        self.safe = safe
        drive = gpio.drive
        wanted = safe
        super.init(gpio.line, template: template, index: index, device: device, line: line)
    }

    func isSameLine(as other: OutputPin) -> Bool { hasAddress(of: other) && drive == other.drive }

    /// Requests the line at the value it should have, so that no other is driven before.
    func open() throws(GPIOError) {
        if isSimulated {
            line = SimulatedOutput(line: lineName, initial: wanted)
            return
        }
        guard let address else { return }
        line = try OutputLine(
            chip: address.chip, line: address.line, initial: wanted, activeLow: isActiveLow, drive: Drive(drive),
            bias: Bias(bias), consumer: "weir")
    }
}
