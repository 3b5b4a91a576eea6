internal import Decoding
internal import Documents
internal import Expressions
internal import Telemetry

/// Finds out which topics an input reads, and how each payload becomes values of its signals.
///
/// Every decoder is built once here: what a format cannot have is a mistake in the file, told at its place.
struct InputBinder {
    let naming: DeviceNaming
    let limits: LimitsConfiguration
    let types: [String: ValueType]
    /// The engine's signals, by index.
    let signals: [String]
    let diagnostics: Diagnostics

    /// A signal of the input: what is looked for in the payload, and where the file says so.
    private struct Place {
        let field: PayloadField
        let signal: Int
        let mark: Mark
    }

    /// Nil only after an error was reported.
    func bind(_ input: InputSection) -> MQTTInput? {
        let errorCount = diagnostics.errorCount
        let places = places(of: input)
        let time = time(of: input)
        let sources = sources(of: input, places, time)
        let limits = PayloadLimits(bytes: Int(input.payload ?? Int64(limits.payloadBytes)))
        for source in sources {
            check(source.topic, of: input, namesDevices: source.namesDevices)
            check(source, of: input, limits, places)
        }
        guard diagnostics.errorCount == errorCount else { return nil }
        return MQTTInput(
            format: input.format.name, sources: sources, fixedDevice: naming.fixedDevice, signals: places.map(\.signal),
            limits: limits, ratePerSecond: input.rate?.perSecond)
    }

    // MARK: Signals

    /// What a bare value says for true and false where the file does not tell.
    private static let usualWords: (on: [Telemetry.Value], off: [Telemetry.Value]) = (
        [.text("ON"), .text("on"), .text("On"), .text("1")], [.text("OFF"), .text("off"), .text("Off"), .text("0")]
    )

    private func places(of input: InputSection) -> [Place] {
        if let signal = input.signal {
            guard let index = signals.firstIndex(of: signal) else { return [] }
            var field = PayloadField(path: .root, type: fieldType(signal))
            if case .payload(.scalar) = input.format, field.type == .flag {
                field.on = InputBinder.usualWords.on
                field.off = InputBinder.usualWords.off
            }
            return [Place(field: field, signal: index, mark: input.signalMark)]
        }
        return input.signals.compactMap { signal in
            guard let index = signals.firstIndex(of: signal.name) else { return nil }
            if case .device(let format) = input.format, signal.value.path == nil,
                !format.signals.contains(where: { $0.name == signal.name })
            {
                let names = format.signals.map(\.name)
                let nearest = NearestName.nearest(to: signal.name, among: names).map { "write '\($0)'" }
                diagnostics.error(
                    "where \(format.title) devices have '\(signal.name)' is not known",
                    mend: nearest ?? "write 'signals: {\(signal.name): PATH}'", at: signal.mark)
                return nil
            }
            do throws(FieldPathError) {
                let path = try signal.value.fieldPath(of: signal.name, in: input.format)
                return Place(field: field(signal, path, input.format), signal: index, mark: signal.mark)
            } catch {
                diagnostics.error(
                    "the path '\(signal.value.path ?? signal.name)' cannot be read: \(error.description)",
                    at: signal.mark)
                return nil
            }
        }
    }

    private func field(_ signal: Named<SignalSourceSection>, _ path: FieldPath, _ format: InputFormat) -> PayloadField {
        let place = signal.value
        let type = fieldType(signal.name)
        if type != .flag, !place.on.isEmpty || !place.off.isEmpty {
            diagnostics.error(
                "'on' and 'off' are for true and false, but '\(signal.name)' is \(type == .number ? "a number" : "text")",
                mend: "remove them, or write 'type: bool' under signals", at: place.mark)
        }
        if type != .number, place.isNumber {
            diagnostics.error(
                "'number' is for numbers, but '\(signal.name)' is \(type == .flag ? "true or false" : "text")",
                mend: "remove it", at: place.mark)
        }
        if place.unit != nil, format.name != PayloadFormat.senml.rawValue {
            diagnostics.error(
                "only a SenML record names its unit", mend: "write it under signals: \(signal.name): unit:",
                at: place.mark)
        }
        return PayloadField(
            path: path, type: type, on: place.on.map(\.telemetry), off: place.off.map(\.telemetry),
            noValue: place.none.map(\.telemetry),
            conversions: place.isNumber ? [.numberFromText, .numberFromFlag] : [],
            unit: place.unit)
    }

    private func fieldType(_ signal: String) -> PayloadField.FieldType {
        switch types[signal] {
        case .double: .number
        case .bool: .flag
        case .string: .text
        default: .any
        }
    }

    // MARK: Time and records

    func time(of input: InputSection) -> TimeField? {
        guard let time = input.time else { return nil }
        if case .device = input.format, time.field == nil { return nil }
        guard input.format.hasPaths else {
            diagnostics.error("a bare value has no time of its own", mend: "remove 'time'", at: time.fieldMark)
            return nil
        }
        guard let text = time.field else {
            diagnostics.error("a time needs 'field'", mend: "write 'field: ts'", at: time.mark)
            return nil
        }
        return path(text, at: time.fieldMark).map { TimeField(path: $0, unit: time.unit, zone: time.zone) }
    }

    private func records(of input: InputSection) -> RecordLayout? {
        guard let records = input.records, let path = path(records.path, at: records.pathMark) else { return nil }
        return RecordLayout(
            path: path, isKeyedByDevice: records.isByDevice,
            wrapper: records.values.flatMap { self.path($0, at: records.valuesMark) },
            device: records.device.flatMap { self.path($0, at: records.deviceMark) })
    }

    func path(_ text: String, at mark: Mark) -> FieldPath? {
        do throws(FieldPathError) {
            return try FieldPath(text)
        } catch {
            diagnostics.error("the path '\(text)' cannot be read: \(error.description)", at: mark)
            return nil
        }
    }

    // MARK: Sources

    private func sources(of input: InputSection, _ places: [Place], _ time: TimeField?) -> [PayloadSource] {
        switch input.format {
        case .payload(let format):
            let records = records(of: input)
            return input.topics.compactMap { topic in
                filter(topic).map {
                    PayloadSource(
                        topic: $0, format: format, fields: places.map(\.field), fieldIndices: Array(places.indices),
                        time: time, records: records, isPartial: input.isPartial)
                }
            }
        case .device(let format):
            if let records = input.records {
                diagnostics.error(
                    "the format '\(format.name)' knows where its readings are", mend: "remove it", at: records.mark)
            }
            guard !input.topics.isEmpty else {
                let base = naming.fixedDevice.map { format.base.replacing("{device}", with: $0) }
                return sources(of: format, topic: base, at: input.mqttMark, input, places, time)
            }
            return input.topics.flatMap {
                sources(of: format, topic: $0.text, at: $0.mark, input, places, time)
            }
        }
    }

    private func sources(
        of format: DeviceFormat, topic: String?, at mark: Mark, _ input: InputSection, _ places: [Place],
        _ time: TimeField?
    ) -> [PayloadSource] {
        do throws(DeviceFormatError) {
            return try format.sources(
                topic: topic, fields: places.map(\.field), time: time, zone: input.time?.zone)
        } catch {
            switch error {
            case .noSuchPlace(let index, _):
                let known = format.signals.map { $0.path.description }
                let mend = NearestName.nearest(to: places[index].field.path.description, among: known)
                diagnostics.error(
                    "\(format.title) devices publish no such value", mend: mend.map { "write '\($0)'" },
                    at: places[index].mark)
            case .flagNeeded(let index):
                diagnostics.error(
                    "'online' is true or false, neither a number nor a text", mend: "write 'type: bool' under signals",
                    at: places[index].mark)
            case .prefixMissing, .topic: diagnostics.error(error.description, at: mark)
            }
            return []
        }
    }

    func filter(_ topic: WrittenTopic) -> TopicFilter? {
        do throws(TopicFilterError) {
            return try TopicFilter(topic.text)
        } catch {
            diagnostics.error(error.description, at: topic.mark)
            return nil
        }
    }

    // MARK: Checks

    private func check(
        _ source: PayloadSource, of input: InputSection, _ limits: PayloadLimits, _ places: [Place]
    ) {
        do throws(PayloadDecoderError) {
            _ = try source.makeDecoder(limits: limits)
        } catch {
            switch error {
            case .pathNotAllowed:
                // The section said so already: such a payload has a `signal`, which has no path.
                break
            case .notARecordName(let field):
                diagnostics.error(
                    "a path in a SenML pack is the name of a record",
                    mend: "put a name with dots in quotes; after it stands .v, .s or .u at most",
                    at: places[source.fieldIndices[field]].mark)
            case .timeNotAllowed:
                diagnostics.error(
                    "a \(input.format.title) payload says its times itself", mend: "remove 'time'",
                    at: input.time?.mark ?? input.mark)
            case .recordsNotAllowed:
                diagnostics.error(
                    "a \(input.format.title) payload has no records elsewhere", mend: "remove 'records'",
                    at: input.records?.mark ?? input.mark)
            }
        }
    }
}
