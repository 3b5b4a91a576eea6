internal import Decoding
internal import Documents
internal import Engine
internal import Expressions

extension TemplateCompiler {
    func declareSignals() {
        var names: [(name: String, mark: Mark)] = []
        for input in section.inputs { names.append(contentsOf: input.value.givenSignals) }
        let settings = Dictionary(section.signals.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        signalTypes = inferTypes(names.map(\.name))
        for (name, mark) in names where table.claim(name, "the signal", at: mark, diagnostics) {
            table.add(name, signalTypes[name] ?? .dyn, kind: .signal)
            var draft = SignalDraft(name: name, setting: settings[name]?.value)
            draft.unit = gatheredUnits[name]
            signals.append(draft)
        }
        declareMemberSignal()
        declareWaveforms(settings)
        declareScores(settings)
        let given = signals.map(\.name)
        checkTypes()
        for setting in section.signals where !given.contains(setting.name) {
            let mend = NearestName.nearest(to: setting.name, among: given).map { "write '\($0)'" }
            diagnostics.error(
                "no input gives the signal '\(setting.name)'", mend: mend ?? "remove it", at: setting.mark)
        }
    }

    /// A type that the input cannot give would keep every message, or every rule, from working.
    private func checkTypes() {
        for input in section.inputs {
            checkText(input)
            checkTotal(input.value)
            guard let signal = input.value.signal, let given = givenType(input.value),
                let setting = section.signals.first(where: { $0.name == signal })
            else { continue }
            let stated = setting.value.type?.valueType ?? (setting.value.isNumeric ? .double : nil)
            guard let stated, stated != given else { continue }
            diagnostics.error(
                "the input '\(input.name)' gives \(given == .bool ? "true and false" : given == .double ? "numbers" : "text")",
                mend: "remove what says otherwise", at: setting.mark)
        }
    }

    /// A text may also say true or false; it is never read as a number.
    private func checkText(_ input: Named<InputSection>) {
        guard input.value.hasPayload, case .payload(.text) = input.value.format, let signal = input.value.signal,
            signalTypes[signal] == .double || signalTypes[signal] == .int
        else { return }
        diagnostics.error(
            "the input '\(input.name)' gives text, but '\(signal)' is used as a number",
            mend: "write 'decode: number' if the payload is one", at: input.value.formatMark)
    }

    /// The type that an input of a single value gives whatever the file says; nil where it depends.
    private func givenType(_ input: InputSection) -> ValueType? {
        if let gpio = input.gpio { return gpio.signalType }
        if input.sysfs != nil { return .double }
        switch input.format {
        case .payload(.number): return .double
        case .payload(.availability): return .bool
        default: return nil
        }
    }

    /// What the place of a signal tells of its type: words for true and false, numbers written as text, and what the
    /// kind of device is known to publish there.
    private func placedType(_ signal: Named<SignalSourceSection>, in format: InputFormat) -> ValueType? {
        let place = signal.value
        if place.isNumber { return .double }
        if !place.on.isEmpty || !place.off.isEmpty { return .bool }
        guard case .device(let device) = format else { return nil }
        // A path that cannot be read is reported where it is bound.
        let path = try? place.fieldPath(of: signal.name, in: format)
        switch device.signals.first(where: { $0.path == path })?.type {
        case .number?: return .double
        case .flag?: return .bool
        case .text?: return .string
        case .any?, nil: return nil
        }
    }

    private func inferTypes(_ names: [String]) -> [String: ValueType] {
        var known: [String: ValueType] = [:]
        for parameter in section.parameters { known[parameter.name] = parameter.value.type }
        for input in section.inputs where input.value.members != nil {
            known.merge(gatheredTypes(of: input)) { $1 }
        }
        for input in section.inputs where input.value.members == nil {
            for signal in input.value.signals { known[signal.name] = placedType(signal, in: input.value.format) }
            if let total = input.value.gpio?.count?.total { known[total] = .double }
            guard let signal = input.value.signal else { continue }
            known[signal] = givenType(input.value)
        }
        for actuator in section.actuators {
            known["\(actuator.name).on"] = .bool
            known["\(actuator.name).fault"] = .bool
            if let state = actuator.value.state?.signal { known[state] = .bool }
        }
        for rule in section.rules { known["\(rule.name).raised"] = .bool }
        for setting in section.signals {
            if let type = setting.value.type { known[setting.name] = type.valueType }
            if setting.value.type == nil, setting.value.isNumeric { known[setting.name] = .double }
        }
        for summary in section.summaries {
            for item in summary.value.items where item.value.contains(where: \.isNumeric) {
                known[item.name] = known[item.name] ?? .double
            }
        }
        for score in section.scores { known[score.name] = .double }
        for value in waveforms.all { known[value.name] = value.measure.isText ? .string : .double }
        var types = SignalTypes(known: known)
        var count = -1
        while types.types.count != count {
            count = types.types.count
            for (index, written) in derived.enumerated() {
                guard let written else { continue }
                types.learn(from: written.expression, expected: types.types[section.derive[index].name])
            }
            for condition in (interlocks + permissives).compactMap(\.self) {
                types.learn(from: condition.expression, expected: .bool)
            }
            for rule in rules {
                for condition in rule.conditions { types.learn(from: condition.expression, expected: .bool) }
                for other in rule.others { types.learn(from: other.expression, expected: nil) }
            }
        }
        var found = types.types
        // What a score is made of is a number where nothing else is said of it.
        for source in section.scores.flatMap({ sources(of: $0.value) }) {
            found[source.text] = found[source.text] ?? .double
        }
        return found.filter { names.contains($0.key) }
    }
}
