internal import Decoding
internal import Documents
internal import Telemetry

struct InputSection: Section {
    let topics: [WrittenTopic]
    let mqttMark: Mark
    let gpio: GPIOInputSection?
    let format: InputFormat
    let formatMark: Mark
    let time: TimeSection?
    let records: RecordsSection?
    let isPartial: Bool
    let signals: [Named<SignalSourceSection>]
    let signal: String?
    let signalMark: Mark
    let mark: Mark
    let rate: Rate?
    let payload: Int64?

    static let mqtt = Field(
        "mqtt", WrittenTopic.type,
        about: "The topic, or a list of them: +, # and the captures {device} (one level) and {device+} (one or more). "
            + "A format of devices knows its own, and {prefix} is where its channels differ.",
        example: "plant/{device}/telemetry")
    static let gpio = Field("gpio", .section(GPIOInputSection.self), about: "A line of a GPIO chip.")
    static let decode = Field(
        "decode", InputFormat.type, default: "json",
        about: "How payloads are written: a format of payloads, or of a kind of devices.")
    static let time = Field(
        "time", .section(TimeSection.self, shorthand: "field"),
        about: "Where the device's own time is; without it the time of arrival holds.", example: "ts")
    static let records = Field(
        "records", .section(RecordsSection.self, shorthand: "at"),
        about: "Where the readings are, when a payload has several.", example: "{at: batch, device: id}")
    static let partial = Field(
        "partial", .boolean, default: "false",
        about: "Messages bring only what has changed: one with none of the signals says that the device is there.")
    static let signals = Field(
        "signals", SignalSourceSection.list, about: "The path of each signal in the payload.",
        example: "{temperature: temp, vibration: vib.rms}")
    static let signal = Field(
        "signal", .text, about: "The one signal of a payload that is a bare value, or of a GPIO line.",
        example: "door_open")
    static let rate = Field("rate", .rate, about: "The most readings taken from this input.", example: "2000/s")
    static let payload = Field(
        "payload", .size(from: "64B", through: "16MiB"), about: "The largest message taken from this input.",
        example: "64KiB")

    static let table = FieldTable(
        "an input",
        [
            mqtt, gpio, decode, time, records, partial, signals, signal, rate, payload,
            PlannedField("waveform", about: "A batch of samples."),
        ])

    init?(from reader: MappingReader) {
        topics = reader.value(Self.mqtt) ?? []
        mqttMark = reader.mark(of: Self.mqtt)
        gpio = reader.value(Self.gpio)
        format = reader.value(Self.decode)
        formatMark = reader.mark(of: Self.decode)
        time = reader.value(Self.time)
        records = reader.value(Self.records)
        isPartial = reader.value(Self.partial)
        signals = reader.value(Self.signals) ?? []
        signal = reader.value(Self.signal)
        signalMark = reader.mark(of: Self.signal)
        mark = reader.mark
        rate = reader.value(Self.rate)
        payload = reader.value(Self.payload)
        if rate?.count == 0 {
            reader.error("nothing would ever be taken", mend: "write a rate such as '2000/s'", at: Self.rate)
        }
        checkOrigin(reader)
        checkSignals(reader)
    }

    /// A format of devices knows its topics; every other input says where it comes from, once.
    private func checkOrigin(_ reader: MappingReader) {
        switch (reader.has(Self.mqtt), reader.has(Self.gpio)) {
        case (true, true):
            reader.diagnostics.error(
                "'mqtt' and 'gpio' exclude each other in an input", mend: "remove one of them",
                at: reader.keyMark(of: Self.gpio))
        case (false, false):
            if case .payload = format {
                reader.diagnostics.error("an input needs one of 'mqtt', 'gpio'", at: reader.mark)
            }
        default: break
        }
    }

    private func checkSignals(_ reader: MappingReader) {
        if gpio == nil, format.hasPaths {
            if signals.isEmpty, signal == nil {
                reader.diagnostics.error(
                    "the input gives no signal", mend: "write 'signals: {NAME: PATH}'", at: reader.mark)
            }
            if signal != nil {
                reader.error(
                    "a \(format.title) payload has paths", mend: "write 'signals: {\(signal ?? "NAME"): PATH}'",
                    at: Self.signal)
            }
        } else {
            // A bare value is at `.`, where its words are to be told.
            let isBare = gpio == nil && signals.allSatisfy { $0.value.path == "." }
            if !signals.isEmpty, !isBare || signal != nil {
                reader.error("there are no paths here", mend: "write 'signal: NAME'", at: Self.signals)
            } else if signals.isEmpty, signal == nil {
                reader.diagnostics.error("the input gives no signal", mend: "write 'signal: NAME'", at: reader.mark)
            }
        }
        if let signal {
            do throws(ValueProblem) {
                try NameRule.identifier.check(signal)
            } catch {
                reader.error(error.message, mend: error.mend, at: Self.signal)
            }
        }
        if gpio != nil {
            if time != nil { reader.error("the kernel gives the time of an edge", mend: "remove it", at: Self.time) }
            if reader.has(Self.decode) { reader.error("a line has no payload", mend: "remove it", at: Self.decode) }
            if records != nil { reader.error("a line has no payload", mend: "remove it", at: Self.records) }
        }
    }
}

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
    static let table = FieldTable(
        "a GPIO input",
        [
            chip, line, bias, active, debounce, edge,
            PlannedField("count", about: "Counts pulses."),
        ])

    init?(from reader: MappingReader) {
        chip = reader.value(Self.chip)
        line = reader.value(Self.line)
        lineMark = reader.mark(of: Self.line)
        bias = reader.value(Self.bias)
        active = reader.value(Self.active)
        debounce = reader.value(Self.debounce)
        edge = reader.value(Self.edge)
        mark = reader.mark
    }
}

struct SignalSection: Section {
    enum Kind: String, Sendable, CaseIterable {
        case number, bool, text
    }

    let type: Kind?
    let unit: String?
    let valid: [Double]?
    let deadband: Double?
    let stale: Int64?
    let stuck: Int64?
    let scale: Double
    let offset: Double
    let spike: SpikeSection?
    let smooth: Int64?
    let dedupe: Int64
    let maxStep: Double?
    let mark: Mark
    let isNumeric: Bool

    static let type = Field(
        "type", .choice(of: Kind.self), about: "The signal's type; found from its use when left out.", example: "bool")
    static let unit = Field("unit", .unit, about: "The unit, as a UCUM code.", example: "Cel")
    static let valid = Field(
        "valid", .list(of: .number), about: "The least and the greatest value that can be true.",
        example: "[-40, 150]")
    static let deadband = Field(
        "deadband", .number(0...Double.greatestFiniteMagnitude),
        about: "A change smaller than this is kept from rules.", example: "0.2")
    static let stale = Field(
        "stale", .duration(from: "1ms"), about: "Without a reading for this long the signal has no value.",
        example: "30s")
    static let stuck = Field(
        "stuck", .duration(from: "1ms"),
        about: "When values have kept coming for so long without any change, stuck(x) is true.", example: "10m")
    static let scale = Field("scale", .number, default: "1", about: "A factor to the signal's unit.", example: "0.1")
    static let offset = Field("offset", .number, default: "0", about: "Added after the factor.", example: "-273.15")
    static let spike = Field(
        "spike", .section(SpikeSection.self), about: "Leaves out single outliers, by the median of the last values.",
        example: "{window: 7, sigma: 4}")
    static let smooth = Field(
        "smooth", .duration(from: "1ms"), about: "Time constant of an exponentially weighted mean.", example: "10s")
    static let dedupe = Field(
        "dedupe", .duration, default: "0s", about: "The same value again within this time is no news for rules.",
        example: "1m")
    static let maxStep = Field(
        "max_step", .number(0...Double.greatestFiniteMagnitude),
        about: "The greatest change in a second that can be true.", example: "5.0")
    static let table = FieldTable(
        "a signal", [type, unit, valid, scale, offset, spike, maxStep, smooth, dedupe, deadband, stale, stuck])

    init?(from reader: MappingReader) {
        type = reader.value(Self.type)
        unit = reader.value(Self.unit)
        valid = reader.value(Self.valid)
        deadband = reader.value(Self.deadband)
        stale = reader.value(Self.stale)
        stuck = reader.value(Self.stuck)
        scale = reader.value(Self.scale)
        offset = reader.value(Self.offset)
        spike = reader.value(Self.spike)
        smooth = reader.value(Self.smooth)
        dedupe = reader.value(Self.dedupe)
        maxStep = reader.value(Self.maxStep)
        mark = reader.mark
        isNumeric =
            unit != nil || valid != nil || deadband != nil || scale != 1 || offset != 0 || spike != nil
            || smooth != nil || maxStep != nil
        if let valid, valid.count != 2 || valid[0] > valid[1] {
            reader.error("a valid range has a least and a greatest value", mend: "write [-40, 150]", at: Self.valid)
        }
        if let type, type != .number, isNumeric {
            reader.error("'unit', 'valid' and 'deadband' are for numbers", mend: "write 'type: number'", at: Self.type)
        }
    }
}

struct SpikeSection: Section {
    let window: Int
    let sigma: Double
    let isReplaced: Bool

    static let window = Field("window", .integer(3...101), default: "7", about: "Of how many values.")
    static let sigma = Field(
        "sigma", .number(0.1...100), default: "4", about: "How many robust standard deviations are too far.")
    static let replace = Field(
        "replace", .boolean, default: "false", about: "Whether the median stands in for the outlier.")
    static let table = FieldTable("a spike filter", [window, sigma, replace])

    init?(from reader: MappingReader) {
        window = reader.value(Self.window)
        sigma = reader.value(Self.sigma)
        isReplaced = reader.value(Self.replace)
    }
}

extension FieldType where Value == String {
    /// A UCUM code.
    static var unit: Self {
        Self.text.map { (text) throws(ValueProblem) in
            do throws(UnitError) {
                _ = try Unit(parsing: text)
            } catch {
                throw ValueProblem(error.message, mend: error.mend)
            }
            return text
        }
    }
}
