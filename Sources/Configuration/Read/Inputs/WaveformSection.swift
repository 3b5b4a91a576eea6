internal import Decoding
internal import Documents
internal import Scoring
internal import Telemetry

/// A batch of samples as it is written. What expressions ask of it, as in `vib.rms`, becomes signals.
struct WaveformSection: Section {
    /// How the samples stand in the payload.
    enum Encoding: String, Sendable, CaseIterable {
        case array, base64, raw
    }

    /// What a sample is in bytes.
    enum Packing: String, Sendable, CaseIterable {
        case int16, float32
    }

    let name: String?
    let of: MarkedText
    let encoding: Encoding
    let packing: Packing
    let rate: Rate?
    let rateAt: MarkedText?
    let scale: Double
    let offset: Double
    let unit: Scoring.Waveform.Unit
    let velocityBand: [Double]
    let zones: [Double]?
    let bearing: BearingSection?
    let shaft: Rate?
    let shaftAt: MarkedText?
    let stale: Int64?
    let mark: Mark

    static let name = Field(
        "as", .text, required: true, about: "The name under which expressions ask of it, as in vib.rms.",
        example: "vib")
    static let of = Field(
        "of", .marked, default: "\".\"", about: "The path of the samples in the payload.", example: "samples")
    static let encoding = Field(
        "encoding", .choice(of: Encoding.self), default: "array",
        about:
            "How the samples are written: an array of numbers or a base64 text in the payload, or the payload itself.")
    static let packing = Field(
        "packing", .choice(of: Packing.self), default: "int16",
        about: "What a sample of base64 or raw bytes is, the least byte first.")
    static let rate = Field("rate", .rate, about: "Samples in a second.", example: "6400/s")
    static let rateAt = Field(
        "rate_at", .marked, about: "The path of the samples in a second, where the payload tells them.", example: "fs")
    static let scale = Field(
        "scale", .number, default: "1", about: "What 1 in the payload is, in the unit.", example: "0.000061")
    static let offset = Field("offset", .number, default: "0", about: "Added after the factor.")
    static let unit = Field(
        "unit", .choice(of: Scoring.Waveform.Unit.self), default: "\"1\"",
        about: "What a sample is: an acceleration, a velocity, or anything else.", example: "g")
    static let velocityBand = Field(
        "velocity_band", .list(of: .number(0...1e9), atLeast: 2, atMost: 2), default: "[10, 1000]",
        about: "The band of velocity_rms in Hz; ISO 20816-3 takes 10 to 1000, or 2 to 1000 below 600 turns a minute.")
    static let zones = Field(
        "zones", .list(of: .number(0...1e9), atLeast: 3, atMost: 3),
        about: "The velocities in mm/s that part the zones A, B, C and D of ISO 20816, for vib.zone.",
        example: "[1.4, 2.8, 4.5]")
    static let bearing = Field(
        "bearing", .section(BearingSection.self, shorthand: "type"),
        about: "The bearing whose faults are looked for, for vib.inner_race, outer_race, ball and part.",
        example: "{balls: 9, ball: 7.94, pitch: 39.04}")
    static let shaft = Field("shaft", .rate, about: "How fast the shaft turns.", example: "1797/min")
    static let shaftAt = Field(
        "shaft_at", .marked, about: "The path of the shaft's turns a minute in the payload.", example: "rpm")
    static let stale = Field(
        "stale", .duration(from: "1ms"), about: "Without samples for this long its values are none.", example: "1h")
    static let table = FieldTable(
        "a waveform",
        [
            name, of, encoding, packing, rate, rateAt, scale, offset, unit, velocityBand, zones, bearing, shaft,
            shaftAt,
            stale,
        ], exactlyOne: [["rate", "rate_at"]])

    init?(from reader: MappingReader) {
        name = reader.value(Self.name)
        of = reader.value(Self.of)
        encoding = reader.value(Self.encoding)
        packing = reader.value(Self.packing)
        rate = reader.value(Self.rate)
        rateAt = reader.value(Self.rateAt)
        scale = reader.value(Self.scale)
        offset = reader.value(Self.offset)
        unit = reader.value(Self.unit)
        velocityBand = reader.value(Self.velocityBand)
        zones = reader.value(Self.zones)
        bearing = reader.value(Self.bearing)
        shaft = reader.value(Self.shaft)
        shaftAt = reader.value(Self.shaftAt)
        stale = reader.value(Self.stale)
        mark = reader.mark
        checkName(reader)
        checkPayload(reader)
        checkMeaning(reader)
    }

    private func checkName(_ reader: MappingReader) {
        guard let name else { return }
        do throws(ValueProblem) {
            try NameRule.variable.check(name)
        } catch {
            reader.error(error.message, mend: error.mend, at: Self.name)
        }
    }

    private func checkPayload(_ reader: MappingReader) {
        if rate?.count == 0 {
            reader.error("a waveform has a rate above 0", mend: "write 'rate: 6400/s'", at: Self.rate)
        }
        if encoding == .array, reader.has(Self.packing) {
            reader.error(
                "numbers of an array have no packing", mend: "remove it, or write 'encoding: base64'", at: Self.packing)
        }
        if encoding == .raw {
            for (isWritten, field) in [
                (reader.has(Self.of), Self.of.key), (reader.has(Self.rateAt), Self.rateAt.key),
                (reader.has(Self.shaftAt), Self.shaftAt.key),
            ] where isWritten {
                reader.diagnostics.error(
                    "a payload of raw samples has nothing else, so '\(field)' has no place", mend: "remove it",
                    at: reader.value(field)?.mark ?? reader.mark)
            }
        }
        if scale == 0 {
            reader.error("every sample would be 0", mend: "write what 1 in the payload is", at: Self.scale)
        }
    }

    private func checkMeaning(_ reader: MappingReader) {
        if velocityBand[0] >= velocityBand[1] {
            reader.error("a band goes up", mend: "write [10, 1000]", at: Self.velocityBand)
        }
        if let zones, SeverityZones(limits: zones) == nil {
            reader.error("the limits of the zones rise from above 0", mend: "write [1.4, 2.8, 4.5]", at: Self.zones)
        }
        if unit == .other {
            for (isWritten, field) in [
                (reader.has(Self.zones), Self.zones.key), (reader.has(Self.velocityBand), Self.velocityBand.key),
            ] where isWritten {
                reader.diagnostics.error(
                    "there is no velocity without a unit, so '\(field)' means nothing",
                    mend: "write 'unit: g', m/s2 or mm/s", at: reader.value(field)?.mark ?? reader.mark)
            }
        }
        if bearing != nil, !reader.has(Self.shaft), !reader.has(Self.shaftAt) {
            reader.error(
                "how fast the bearing turns is not said", mend: "write 'shaft: 1797/min', or 'shaft_at: rpm'",
                at: Self.bearing)
        }
        if reader.has(Self.shaft), reader.has(Self.shaftAt) {
            reader.error("the shaft's speed is said twice", mend: "remove one of 'shaft', 'shaft_at'", at: Self.shaftAt)
        }
        if shaft?.count == 0 {
            reader.error("a shaft that stands has no faults to find", mend: "write its speed", at: Self.shaft)
        }
        if !reader.has(Self.bearing), reader.has(Self.shaft) || reader.has(Self.shaftAt) {
            reader.diagnostics.error("a shaft's speed is for a bearing", mend: "write 'bearing:' too", at: reader.mark)
        }
    }
}

/// A rolling bearing as it is written: its designation, or its geometry.
struct BearingSection: Section {
    let bearing: Bearing?

    static let type = Field(
        "type",
        .choice(
            among: Bearing.known.keys.sorted(),
            // A bearing of another type has other frequencies.
            mend: "write {balls: 9, ball: 7.94, pitch: 39.04}, with its own geometry"),
        about: "A bearing whose frequencies are known.", example: "\"6205\"")
    static let balls = Field("balls", .integer(3...200), about: "How many balls or rollers it has.", example: "9")
    static let ball = Field("ball", .number(1e-6...1e6), about: "The diameter of a ball.", example: "7.94")
    static let pitch = Field(
        "pitch", .number(1e-6...1e6), about: "The pitch diameter, in the unit of the ball's.", example: "39.04")
    static let angle = Field("angle", .number(0...89.9), default: "0", about: "The contact angle in degrees.")
    static let table = FieldTable("a bearing", [type, balls, ball, pitch, angle], exactlyOne: [["type", "balls"]])

    init?(from reader: MappingReader) {
        let type = reader.value(Self.type)
        let balls = reader.value(Self.balls)
        let ball = reader.value(Self.ball)
        let pitch = reader.value(Self.pitch)
        let angle = reader.value(Self.angle)
        guard let balls else {
            bearing = type.flatMap { Bearing.known[$0] }
            return
        }
        guard let ball, let pitch else {
            reader.diagnostics.error(
                "a bearing is not known by its balls alone", mend: "write {balls: 9, ball: 7.94, pitch: 39.04}",
                at: reader.mark)
            bearing = nil
            return
        }
        bearing = Bearing(balls: balls, ballDiameter: ball, pitchDiameter: pitch, contactAngle: angle)
        if bearing == nil {
            reader.error("a ball is smaller than the pitch diameter", mend: "write both in one unit", at: Self.ball)
        }
    }
}
