internal import Documents
internal import Engine
internal import ModelRuntime
internal import Scoring

/// A score as it is written.
struct ScoreSection: Section {
    let detect: DetectorKind?
    let remainingLife: RemainingLifeSection?
    let health: MarkedText?
    let model: MarkedText?
    let of: [MarkedText]
    let every: Int64?
    let learned: MarkedText?
    let format: ModelFormat?
    let runtime: ModelRuntimeName
    let features: [MarkedText]
    let missing: ModelSettings.Missing
    /// What is set of the detector, as far as it is written.
    let settings: [Named<Double>]
    let zone: LocalTime?
    let shape: UInt64
    let mark: Mark

    static let detect = Field(
        "detect", .choice(of: DetectorKind.self),
        about: "How strange the values are, by this detector; its alarm begins at 1. "
            + DetectorKind.allCases.map { "\($0.rawValue): \($0.summary)" }.joined(separator: " "),
        example: "discord")
    static let remainingLife = Field(
        "remaining_life", .section(RemainingLifeSection.self),
        about: "How many hours until a value that drifts reaches a limit.",
        example: "{of: vibration, threshold: 7.1}")
    static let health = Field(
        "health", .marked,
        about: "How worn it is, from 0 to 1, by the file that `weir fleet` made of runs to the end of life.",
        example: "fleet.json")
    static let model = Field(
        "model", .marked, about: "The file of a model trained elsewhere, beside this file or below.",
        example: "pump-rul.txt")
    static let of = Field(
        "of", .texts(atMost: ScorePlan.channelLimit),
        about: "The signal or derived value that is judged, or a list of them.", example: "vibration")
    static let every = Field(
        "every", .duration(from: "100ms", through: "31d"),
        about: "Judges the last values at whole multiples of this time; without it, each reading is a row.",
        example: "1m")
    static let learned = Field(
        "learned", .marked,
        about: "The file of what `weir learn` found healthy, beside this file; {device} stands for the device. "
            + "Without it each device learns from its own first rows.",
        example: "pump-7-wear.json")
    static let format = Field(
        "format", .choice(of: ModelFormat.self), about: "How the model's file is written.", example: "lightgbm")
    static let runtime = Field(
        "runtime", .choice(of: ModelRuntimeName.self), default: "native",
        about:
            "What runs an ONNX model: the gateway itself, which knows trees, linear models and layers, or the library ONNX "
            + "Runtime, which knows everything and takes about 30 MB. It is found as libonnxruntime.so.1, or where "
            + "$WEIR_ONNXRUNTIME says.",
        example: "onnxruntime")
    static let features = Field(
        "features", .list(of: .marked, atLeast: 1, atMost: FeatureExtractor.limit),
        about: "What the model is fed, in the order of its inputs: a signal, or ewma(x, 0.1), "
            + "ewma_difference(x, 0.3, 0.04), mean(x), mean(x, 20), departure(x, 0.1), std(x, 20), delta(x, 10), "
            + "ewma_delta(x, 0.1, 30), age(); rms(vib) is vib.rms.",
        example: "[temperature, \"ewma(vibration, 0.1)\"]")
    static let missing = Field(
        "missing", .choice(of: ModelSettings.Missing.self), default: "no_score",
        about: "What holds when a feature is missing: no score, or the branch that the model was trained to take.")

    static let zone = Field(
        "zone", .localTime,
        about: "seasonal: the time zone whose time of day and week counts; without it UTC, and what `offset` says.",
        example: "Europe/Oslo")

    /// Each setting of a detector, under the name that `weir score` gives it.
    private static let settingFields: [Field<Double?>] = {
        var names: [String] = []
        for name in DetectorKind.allCases.flatMap({ $0.fields.map(\.name) }) where !names.contains(name) {
            names.append(name)
        }
        return names.map { name in
            let uses = DetectorKind.allCases.compactMap { kind in
                kind.fields.first { $0.name == name }.map { field in
                    let unit = field.unit.isEmpty ? "" : "\(field.unit) "
                    let standard = field.standard.isNaN ? "" : " (\(number(field.standard)))"
                    return "\(kind.rawValue): \(unit)\(field.summary)\(standard)"
                }
            }
            let isTime = DetectorKind.allCases.contains { kind in
                kind.fields.contains { $0.name == name && $0.unit == "seconds" }
            }
            return Field(name, isTime ? .seconds : .number, about: uses.joined(separator: "; ") + ".")
        }
    }()

    private static func number(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
    }

    static let table = FieldTable(
        "a score",
        [detect, remainingLife, health, model, of, every, learned, format, runtime, features, missing]
            + settingFields + [zone],
        exactlyOne: [["detect", "remaining_life", "health", "model"]])

    init?(from reader: MappingReader) {
        detect = reader.value(Self.detect)
        remainingLife = reader.value(Self.remainingLife)
        health = reader.value(Self.health)
        model = reader.value(Self.model)
        of = reader.value(Self.of) ?? []
        every = reader.value(Self.every)
        learned = reader.value(Self.learned)
        format = reader.value(Self.format)
        runtime = reader.value(Self.runtime)
        features = reader.value(Self.features) ?? []
        missing = reader.value(Self.missing)
        settings = Self.settingFields.compactMap { field in
            reader.value(field).map { Named(name: field.key, mark: reader.mark(of: field), value: $0) }
        }
        zone = reader.value(Self.zone)
        shape = Shape.hash(reader.node)
        mark = reader.mark
        checkOf(reader)
        checkModel(reader)
        checkSettings(reader)
        checkZone(reader)
    }

    private func checkZone(_ reader: MappingReader) {
        guard zone != nil else { return }
        if detect?.hasZone != true {
            reader.error("'zone' belongs to 'detect: seasonal'", mend: "remove it", at: Self.zone)
        } else if settings.contains(where: { $0.name == "offset" }) {
            reader.error("'zone' and 'offset' both say what time it is", mend: "remove 'offset'", at: Self.zone)
        }
    }

    /// `of` belongs to detectors, which need it.
    private func checkOf(_ reader: MappingReader) {
        let hasRows = reader.has(Self.detect) || reader.has(Self.health)
        if hasRows, !reader.has(Self.of) {
            reader.diagnostics.error(
                reader.has(Self.detect) ? "a detector needs what it judges" : "a health index needs its signals",
                mend: "write 'of: NAME' with a signal", at: reader.mark)
        }
        if !hasRows, reader.has(Self.of) {
            reader.error(
                "'of' belongs to 'detect' and 'health'",
                mend: reader.has(Self.remainingLife)
                    ? "write it inside of 'remaining_life'" : "write the signals under 'features'", at: Self.of)
        }
        if learned != nil, !reader.has(Self.detect) {
            reader.error("only a detector learns what is healthy", mend: "remove it", at: Self.learned)
        }
        if detect == .multivariate, Set(of.map(\.text)).count == 1 {
            reader.error(
                "'multivariate' judges signals together", mend: "name two or more, as in [temperature, vibration]",
                at: Self.of)
        }
    }

    private func checkModel(_ reader: MappingReader) {
        if reader.has(Self.model) {
            if !reader.has(Self.format) {
                reader.diagnostics.error(
                    "a model needs its format", mend: "write 'format: lightgbm', xgboost or onnx", at: reader.mark)
            }
            if runtime == .onnxruntime, let format, format != .onnx {
                reader.error(
                    "'runtime: onnxruntime' runs ONNX models, not \(format.rawValue)", mend: "remove it",
                    at: Self.runtime)
            }
            if !reader.has(Self.features) {
                reader.diagnostics.error(
                    "a model needs what it is fed", mend: "write 'features: [NAME, ...]' in the order of its inputs",
                    at: reader.mark)
            }
            return
        }
        for (isWritten, field) in [
            (reader.has(Self.format), Self.format.key), (reader.has(Self.features), Self.features.key),
            (reader.has(Self.missing), Self.missing.key), (reader.has(Self.runtime), Self.runtime.key),
        ] where isWritten {
            reader.diagnostics.error(
                "'\(field)' belongs to 'model'", mend: "remove it", at: reader.value(field)?.mark ?? reader.mark)
        }
    }

    /// A setting is one of the detector's own, in its range.
    private func checkSettings(_ reader: MappingReader) {
        guard !settings.isEmpty else { return }
        guard let detect else {
            guard !reader.has(Self.detect) else { return }
            for setting in settings {
                reader.diagnostics.error(
                    "'\(setting.name)' belongs to 'detect'", mend: "remove it", at: setting.mark)
            }
            return
        }
        let errorCount = reader.diagnostics.errorCount
        for setting in settings { check([setting], detect, reader) }
        // What is right alone may be wrong together.
        if reader.diagnostics.errorCount == errorCount { check(settings, detect, reader) }
    }

    /// Reports at the first of the settings.
    private func check(_ settings: [Named<Double>], _ detect: DetectorKind, _ reader: MappingReader) {
        do throws(ScoringError) {
            let channels = max(1, min(Set(of.map(\.text)).count, DetectorDefinition.channelRange.upperBound))
            _ = try DetectorDefinition(
                kind: detect, channels: channels,
                settings: Dictionary(settings.map { ($0.name, $0.value) }) { first, _ in first })
        } catch {
            let (message, mend) = Self.words(error, detect)
            reader.diagnostics.error(message, mend: mend, at: settings[0].mark)
        }
    }

    private static func words(_ error: ScoringError, _ kind: DetectorKind) -> (String, String) {
        switch error {
        case .unknownField(let name, _):
            (
                "'\(kind.rawValue)' has no setting '\(name)'",
                "its settings are \(kind.fields.map(\.name).joined(separator: ", "))"
            )
        case .outOfRange(let field, let value):
            (
                "'\(field.name)' is \(number(value))",
                "write a number from \(number(field.range.lowerBound)) to \(number(field.range.upperBound))"
            )
        case .notWhole(let field, let value): ("'\(field.name)' is \(number(value))", "write a whole number")
        case .notBelow(let lower, let low, let upper, let high):
            ("'\(lower)' is \(number(low)) and '\(upper)' \(number(high))", "write a '\(lower)' below '\(upper)'")
        case .dropped(let count, let channels):
            ("'dropped' is \(count) of \(channels) signals", "write at most \(channels - 2), since two always stay")
        case .channels, .otherDefinition, .malformedState, .zoneAndOffset: (error.description, "write another one")
        }
    }

    /// Nil where a setting is wrong, which was reported.
    func definition(channels: Int) -> DetectorDefinition? {
        guard let detect else { return nil }
        do throws(ScoringError) {
            return try DetectorDefinition(
                kind: detect, channels: channels,
                settings: Dictionary(settings.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first }),
                zone: zone)
        } catch {
            // Reported setting by setting.
            return nil
        }
    }
}

/// How long until a value reaches a limit, as it is written.
struct RemainingLifeSection: Section {
    let of: MarkedText?
    let threshold: Double?
    let fleet: MarkedText?
    let memory: Int64
    let warmUp: Int
    let horizon: Int64

    static let of = Field(
        "of", .marked, required: true, about: "The signal or derived value that drifts.", example: "vibration")
    static let threshold = Field(
        "threshold", .number, about: "The value at which its life is over, in the signal's unit.", example: "7.1")
    static let fleet = Field(
        "fleet", .marked,
        about: "The file that `weir fleet` made of runs to the end of life: how a health index rises towards it.",
        example: "fleet.json")
    static let memory = Field(
        "memory", .duration(from: "1m", through: "3650d"), default: "7d",
        about: "After this time a value's weight in the trend has fallen to 1/e.")
    static let warmUp = Field(
        "warmup", .integer(3...1_000_000), default: "30", about: "The rows before the first answer.")
    static let horizon = Field(
        "horizon", .duration(from: "1h", through: "36500d"), default: "365d",
        about: "The longest life that is told: that long or longer, or no end in sight.")
    static let table = FieldTable(
        "a remaining life", [of, threshold, fleet, memory, warmUp, horizon], exactlyOne: [["threshold", "fleet"]])

    init?(from reader: MappingReader) {
        of = reader.value(Self.of)
        threshold = reader.value(Self.threshold)
        fleet = reader.value(Self.fleet)
        memory = reader.value(Self.memory)
        warmUp = reader.value(Self.warmUp)
        horizon = reader.value(Self.horizon)
        guard reader.has(Self.fleet) else { return }
        for (isWritten, field) in [
            (reader.has(Self.memory), Self.memory.key), (reader.has(Self.warmUp), Self.warmUp.key),
            (reader.has(Self.horizon), Self.horizon.key),
        ] where isWritten {
            reader.diagnostics.error(
                "'\(field)' is the fleet's", mend: "remove it", at: reader.value(field)?.mark ?? reader.mark)
        }
    }

    /// Nil where there is no threshold.
    var settings: RemainingLifeSettings? {
        threshold.map {
            RemainingLifeSettings(
                threshold: $0, memoryHours: Double(memory) / 3_600_000, warmUp: warmUp,
                horizonHours: Double(horizon) / 3_600_000)
        }
    }
}
