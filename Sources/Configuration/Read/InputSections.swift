internal import Decoding
internal import Documents
internal import Telemetry

struct InputSection: Section {
    let topics: [WrittenTopic]
    let mqttMark: Mark
    @Rare private(set) var gpio: GPIOInputSection?
    @Rare private(set) var sysfs: SysfsSection?
    @Rare private(set) var members: MembersSection?
    let membersMark: Mark
    let format: InputFormat
    let formatMark: Mark
    @Rare private(set) var time: TimeSection?
    @Rare private(set) var records: RecordsSection?
    let isPartial: Bool
    let signals: [Named<SignalSourceSection>]
    @Rare private(set) var waveform: WaveformSection?
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
    static let sysfs = Field(
        "sysfs", .section(SysfsSection.self, shorthand: "path"),
        about: "A file of the kernel's that a sensor is read from at a period: 1-Wire, IIO, hwmon.",
        example: "{path: \"/sys/bus/w1/devices/28-*/temperature\", every: 10s, scale: 0.001}")
    static let members = Field(
        "members", MembersSection.type,
        about: "Other devices whose readings this device gathers: a list of them, or those with a label. "
            + "`member` says whose reading it is, and sum(INPUT.SIGNAL) is of what each has at present. "
            + "Windows and patterns over what members with `max_delay` measured are refused: their times are not known here.",
        example: "{label: line, is: b}")
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
    static let waveform = Field(
        "waveform", .section(WaveformSection.self),
        about: "The payload is a batch of samples, of a vibration or the like.",
        example: "{of: samples, rate: 6400/s, unit: g, as: vib}")
    static let rate = Field("rate", .rate, about: "The most readings taken from this input.", example: "2000/s")
    static let payload = Field(
        "payload", .size(from: "64B", through: "16MiB"), about: "The largest message taken from this input.",
        example: "64KiB")

    static let table = FieldTable(
        "an input",
        [
            mqtt, gpio, sysfs, members, decode, time, records, partial, signals, signal, rate, payload, waveform,
        ])

    init?(from reader: MappingReader) {
        topics = reader.value(Self.mqtt) ?? []
        mqttMark = reader.mark(of: Self.mqtt)
        gpio = reader.value(Self.gpio)
        sysfs = reader.value(Self.sysfs)
        members = reader.value(Self.members)
        membersMark = reader.mark(of: Self.members)
        format = reader.value(Self.decode)
        formatMark = reader.mark(of: Self.decode)
        time = reader.value(Self.time)
        records = reader.value(Self.records)
        isPartial = reader.value(Self.partial)
        signals = reader.value(Self.signals) ?? []
        waveform = reader.value(Self.waveform)
        signal = reader.value(Self.signal)
        signalMark = reader.mark(of: Self.signal)
        mark = reader.mark
        rate = reader.value(Self.rate)
        payload = reader.value(Self.payload)
        if rate?.count == 0 {
            reader.error("nothing would ever be taken", mend: "write a rate such as '2000/s'", at: Self.rate)
        }
        checkOrigin(reader)
        if reader.has(Self.waveform) { checkWaveform(reader) } else { checkSignals(reader) }
    }

    /// A format of devices knows its topics; every other input says where it comes from, once.
    private func checkOrigin(_ reader: MappingReader) {
        if reader.has(Self.members) { return checkMembers(reader) }
        let origins = [Self.mqtt, Self.gpio, Self.sysfs] as [any DeclaredField]
        let written = origins.filter { reader.has($0) }.map(\.description.key)
        if written.count > 1, let second = origins.first(where: { $0.description.key == written[1] }) {
            reader.diagnostics.error(
                "'\(written[0])' and '\(written[1])' exclude each other in an input", mend: "remove one of them",
                at: reader.keyMark(of: second))
        } else if written.isEmpty, case .payload = format {
            reader.diagnostics.error("an input needs one of 'mqtt', 'gpio', 'sysfs', 'members'", at: reader.mark)
        }
    }

    /// Whether it has a payload; a line, a file of the kernel's and members have none.
    var hasPayload: Bool { gpio == nil && sysfs == nil && members == nil }

    /// Samples are all that the input has; what is beside them in the payload is for an input of its own.
    private func checkWaveform(_ reader: MappingReader) {
        if !hasPayload { reader.error("a line has no samples", mend: "remove it", at: Self.waveform) }
        if reader.has(Self.signals) || reader.has(Self.signal) {
            reader.diagnostics.error(
                "an input of samples has no other signals", mend: "write another input on the same topic for them",
                at: reader.has(Self.signals) ? reader.mark(of: Self.signals) : reader.mark(of: Self.signal))
        }
        if records != nil || isPartial {
            reader.diagnostics.error(
                "a batch of samples is one record, and whole", mend: "remove 'records' and 'partial'", at: reader.mark)
        }
        guard reader.has(Self.decode), let encoding = waveform?.encoding else { return }
        let isJSON = if case .payload(.json) = format { true } else { false }
        if encoding == .raw || !isJSON {
            reader.error(
                "samples are JSON, or the payload itself",
                mend: "remove 'decode', and write 'encoding: raw' in the waveform for bytes", at: Self.decode)
        }
    }

    /// What members have measured is decoded already.
    private func checkMembers(_ reader: MappingReader) {
        let others: [any DeclaredField] = [
            Self.mqtt, Self.gpio, Self.sysfs, Self.decode, Self.time, Self.records, Self.partial, Self.signal,
            Self.rate,
            Self.payload, Self.waveform,
        ]
        for field in others where reader.has(field) {
            reader.diagnostics.error(
                "'\(field.description.key)' means nothing for an input with 'members'", mend: "remove it",
                at: reader.keyMark(of: field))
        }
    }

    private func checkSignals(_ reader: MappingReader) {
        if reader.has(Self.members) { return }
        if hasPayload, format.hasPaths {
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
            let isBare = hasPayload && signals.allSatisfy { $0.value.path == "." }
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
        guard !hasPayload else { return }
        let noun = gpio == nil ? "a file of the kernel's" : "a line"
        if time != nil {
            reader.error(
                gpio == nil ? "it is read when it is read" : "the kernel gives the time of an edge", mend: "remove it",
                at: Self.time)
        }
        if reader.has(Self.decode) { reader.error("\(noun) has no payload", mend: "remove it", at: Self.decode) }
        if records != nil { reader.error("\(noun) has no payload", mend: "remove it", at: Self.records) }
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
        if scale == 0 {
            reader.error("every value would be the offset", mend: "write a factor such as 0.1", at: Self.scale)
        }
        if maxStep == 0 {
            reader.error("no change could be true", mend: "write a 'max_step' above 0", at: Self.maxStep)
        }
        if let deadband, let valid, valid.count == 2, valid[0] <= valid[1], deadband > valid[1] - valid[0] {
            reader.error(
                "no change within the valid range is as large", mend: "write a smaller 'deadband'", at: Self.deadband)
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
