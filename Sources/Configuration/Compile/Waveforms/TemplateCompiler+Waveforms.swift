internal import Decoding
internal import Documents
internal import Engine
internal import Expressions
internal import Scoring

extension TemplateCompiler {
    /// Finds what the file asks of its waveforms, in expressions and elsewhere.
    func findWaveformValues() {
        waveforms = WaveformNames(section.inputs)
        guard !waveforms.isEmpty else { return }
        let written =
            (derived + interlocks + permissives).compactMap(\.self) + rules.flatMap(\.conditions)
            + rules.flatMap(\.others)
        for expression in written { waveforms.note(expression.expression) }
        for rule in section.rules { waveforms.note(message: rule.value.message ?? "") }
        for setting in section.signals { waveforms.note(name: setting.name) }
        for summary in section.summaries {
            for item in summary.value.items { waveforms.note(name: item.name) }
        }
        for score in section.scores {
            for source in sources(of: score.value) { waveforms.note(name: source.text) }
        }
    }

    /// Values of waveforms are signals like others; called with them.
    func declareWaveforms(_ settings: [String: Named<SignalSection>]) {
        for input in section.inputs {
            guard let waveform = input.value.waveform, let name = waveform.name,
                table.claim(name, "the waveform", at: waveform.mark, diagnostics)
            else { continue }
            for value in waveforms.values[name] ?? [] {
                let type: ValueType = value.measure.isText ? .string : .double
                table.add(value.name, type, kind: .signal)
                signalTypes[value.name] = type
                var draft = SignalDraft(name: value.name, setting: settings[value.name]?.value)
                draft.maximum = waveform.stale
                draft.unit = Self.unit(of: value.measure, waveform.unit)
                signals.append(draft)
                check(value, waveform, input.value)
            }
            if (waveforms.values[name] ?? []).isEmpty {
                diagnostics.warning(
                    "nothing asks of the waveform '\(name)'", mend: "use one of its values, such as \(name).rms",
                    at: waveform.mark)
            }
        }
    }

    /// A UCUM code; nil for what has no unit.
    private static func unit(of measure: WaveformMeasure, _ unit: Scoring.Waveform.Unit) -> String? {
        switch measure {
        case .velocity: return "mm/s"
        case .rms, .peak, .peakToPeak, .band:
            switch unit {
            case .gravity: return "[g]"
            case .metresPerSecondSquared, .millimetresPerSecond: return unit.rawValue
            case .other: return nil
            }
        case .crest, .kurtosis, .prominence, .part, .zone: return nil
        }
    }

    private func check(_ value: WaveformNames.Value, _ waveform: WaveformSection, _ input: InputSection) {
        if value.measure.needsBearing, waveform.bearing == nil {
            diagnostics.error(
                "'\(value.name)' needs a bearing", mend: "write 'bearing: {balls: 9, ball: 7.94, pitch: 39.04}'",
                at: waveform.mark)
        }
        if value.measure.needsVelocity, waveform.unit == .other {
            diagnostics.error(
                "'\(value.name)' needs to know what a sample is", mend: "write 'unit: g', m/s2 or mm/s",
                at: waveform.mark)
        }
        checkBand(value, waveform)
        if value.measure == .zone, waveform.zones == nil {
            diagnostics.error(
                "'\(value.name)' needs the limits of the zones", mend: "write 'zones: [1.4, 2.8, 4.5]'",
                at: waveform.mark)
        }
    }

    /// Samples say nothing of frequencies above half their rate.
    private func checkBand(_ value: WaveformNames.Value, _ waveform: WaveformSection) {
        guard let rate = waveform.rate?.perSecond, rate > 0 else { return }
        let most = "\(Int(rate / 2))"
        if case .band(let band) = value.measure, band.upperBound > rate / 2 {
            diagnostics.error(
                "'\(value.name)' goes beyond half the rate of the samples, \(most) Hz",
                mend: "write a band up to \(most)", at: waveform.mark)
        }
        if value.measure.needsVelocity, waveform.velocityBand[1] > rate / 2 {
            let low = waveform.velocityBand[0]
            diagnostics.error(
                "'\(value.name)' is of the band up to \(Int(waveform.velocityBand[1])) Hz, and the samples reach \(most) Hz",
                mend: "write 'velocity_band: [\(Int(low)), \(most)]', or sample faster", at: waveform.mark)
        }
    }

    /// The name of a value of a waveform, `vib.rms` or `vib.band(10, 1000)`; nil for everything else.
    func waveformValue(_ expression: Expression) throws(Unresolved) -> String? {
        guard !waveforms.isEmpty else { return nil }
        if let (waveform, band) = waveforms.band(expression) { return WaveformNames.name(of: band, waveform) }
        switch expression.kind {
        case .select(let operand, let word, _):
            guard let waveform = waveforms.waveform(operand) else { return nil }
            if waveforms.gives(word, of: waveform) { return "\(waveform).\(word)" }
            let words = WaveformMeasure.named.map(\.name)
            let mend = NearestName.nearest(to: word, among: words).map { "write \(waveform).\($0)" }
            throw Unresolved(
                expression, "a waveform has no '\(word)'",
                mend: mend ?? "it has \(words.joined(separator: ", ")) and band(10, 1000)")
        case .call(let function, let target?, _):
            guard let waveform = waveforms.waveform(target) else { return nil }
            throw Unresolved(
                expression, "'\(waveform).\(function)' is not written like this",
                mend: "write \(waveform).band(10, 1000), or \(waveform).rms without parentheses")
        case .identifier:
            guard let waveform = waveforms.waveform(expression) else { return nil }
            throw Unresolved(
                expression, "'\(waveform)' is a batch of samples", mend: "write one of its values, as \(waveform).rms")
        default: return nil
        }
    }
}
