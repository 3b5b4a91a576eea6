internal import Documents

/// Which level is on.
enum ActiveLevel: String, Sendable, CaseIterable {
    case high, low
}

struct GPIOInputSection: Section {
    let chip: String?
    let line: String?
    let lineMark: Mark
    let bias: LineBias
    let active: ActiveLevel
    let debounce: Int64
    let edge: LineEdge?
    let count: CountSection?
    let frequency: FrequencySection?
    let quadrature: QuadratureSection?
    let button: ButtonSection?
    let mark: Mark

    static let chip = Field(
        "chip", .text, required: true,
        about: "The chip's label, as gpiodetect shows it, or a path; `simulated` is a chip without hardware.",
        example: "pinctrl-rp1")
    static let line = Field(
        "line", .text, about: "The line's name or offset; in `overrides` where it differs by device.",
        example: "GPIO17")
    static let bias = Field(
        "bias", .choice(of: LineBias.self), default: "as-is", about: "The pull resistor inside the chip.")
    static let active = Field(
        "active", .choice(of: ActiveLevel.self), default: "high", about: "The level that means true.")
    static let debounce = Field(
        "debounce", .duration(from: "0s", through: "10s"), default: "0s",
        about: "How long a level must hold before it counts.")
    static let edge = Field(
        "edge", .choice(of: LineEdge.self),
        about: "Each such edge is a pulse: the signal becomes true and at once false. Without it the level is read.",
        example: "rising")
    static let count = Field(
        "count", .section(CountSection.self),
        about: "Counts the edges (rising ones, unless `edge` says otherwise): the signal is a rate, zeros included.",
        example: "{every: 1s, per_pulse: 0.45, total: volume}")
    static let frequency = Field(
        "frequency", .section(FrequencySection.self, shorthand: "over"),
        about: "Measures in hertz how often the edge comes (the rising one, unless `edge` says otherwise).",
        example: "{over: 1s}")
    static let quadrature = Field(
        "quadrature", .section(QuadratureSection.self),
        about: "Follows the two lines of an encoder: the signal is a position.",
        example: "{a: GPIO5, b: GPIO6, per_step: 0.25}")
    static let button = Field(
        "button", .section(ButtonSection.self),
        about: "Tells presses apart: the signal becomes `single`, `double` or `long`, and at once `none`.",
        example: "{long: 1s, double: 400ms}")
    static let table = FieldTable(
        "a GPIO input", [chip, line, bias, active, debounce, edge, count, frequency, quadrature, button])

    init?(from reader: MappingReader) {
        chip = reader.value(Self.chip)
        line = reader.value(Self.line)
        lineMark = reader.mark(of: Self.line)
        bias = reader.value(Self.bias)
        active = reader.value(Self.active)
        debounce = reader.value(Self.debounce)
        edge = reader.value(Self.edge)
        count = reader.value(Self.count)
        frequency = reader.value(Self.frequency)
        quadrature = reader.value(Self.quadrature)
        button = reader.value(Self.button)
        mark = reader.mark
        check(reader)
    }

    private func check(_ reader: MappingReader) {
        let meters = [Self.count, Self.frequency, Self.quadrature, Self.button] as [any DeclaredField]
        let written = meters.filter { reader.has($0) }
        if written.count > 1 {
            let names = written.map { "'\($0.description.key)'" }
            reader.diagnostics.error(
                "\(names[0]) and \(names[1]) exclude each other in a GPIO input",
                mend: "remove one of them, or write an input for each", at: reader.keyMark(of: written[1]))
        }
        if edge != nil, reader.has(Self.quadrature) || reader.has(Self.button) {
            reader.error(
                reader.has(Self.button) ? "a button has both edges" : "every edge of an encoder is a step",
                mend: "remove it", at: Self.edge)
        }
        if line != nil, reader.has(Self.quadrature) {
            reader.error("an encoder has two lines", mend: "write them as 'a' and 'b' under quadrature", at: Self.line)
        }
    }
}
