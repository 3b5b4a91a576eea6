internal import Decoding
internal import Documents
internal import Scoring
internal import Telemetry

extension InputBinder {
    /// The samples of a payload, of which the engine is given the values that the file asks for. Nil only after an error
    /// was reported.
    func bind(waveform: WaveformSection, of input: InputSection, values: [WaveformNames.Value]) -> MQTTInput? {
        let bytes = Int(input.payload ?? Int64(WaveformDecoder.defaultLimits.bytes))
        let errorCount = diagnostics.errorCount
        guard let reading = reading(waveform, of: input, values) else { return nil }
        let fields = values.map { PayloadField(path: .root, type: $0.measure.isText ? .text : .number) }
        let sources = input.topics.compactMap { topic in
            filter(topic).map {
                PayloadSource(
                    topic: $0, format: .json, fields: fields, fieldIndices: Array(fields.indices), waveform: reading)
            }
        }
        for source in sources { check(source.topic, of: input, namesDevices: false) }
        guard diagnostics.errorCount == errorCount else { return nil }
        return MQTTInput(
            format: "waveform", sources: sources, fixedDevice: naming.fixedDevice,
            signals: values.compactMap { value in signals.firstIndex(of: value.name) },
            limits: PayloadLimits(bytes: bytes, stringBytes: bytes), ratePerSecond: input.rate?.perSecond)
    }

    private func reading(
        _ waveform: WaveformSection, of input: InputSection, _ values: [WaveformNames.Value]
    ) -> WaveformReading? {
        guard let rate = rate(waveform), let samples = samples(waveform) else { return nil }
        var place: WaveformReading.BearingPlace?
        if let bearing = waveform.bearing?.bearing {
            guard let shaft = shaft(waveform) else { return nil }
            place = WaveformReading.BearingPlace(bearing: bearing, shaft: shaft)
        }
        do throws(WaveformSourceError) {
            return try WaveformReading(
                source: WaveformSource(
                    samples: samples, rate: rate, scale: waveform.scale, offset: waveform.offset,
                    time: time(of: input)),
                unit: waveform.unit, measures: values.map(\.measure), bearing: place,
                zones: waveform.zones.flatMap { SeverityZones(limits: $0) },
                velocityBand: waveform.velocityBand[0]...max(waveform.velocityBand[0], waveform.velocityBand[1]))
        } catch {
            diagnostics.error(error.description, at: input.time?.mark ?? waveform.mark)
            return nil
        }
    }

    private func rate(_ waveform: WaveformSection) -> WaveformSource.SampleRate? {
        if let at = waveform.rateAt { return path(at.text, at: at.mark).map { .field($0) } }
        return waveform.rate.map { .fixed($0.perSecond) }
    }

    private func shaft(_ waveform: WaveformSection) -> WaveformReading.Shaft? {
        if let at = waveform.shaftAt { return path(at.text, at: at.mark).map { .field($0) } }
        return waveform.shaft.map { .fixed($0.perSecond) }
    }

    private func samples(_ waveform: WaveformSection) -> WaveformSource.Samples? {
        let format: WaveformSource.SampleFormat =
            waveform.packing == .int16 ? .int16LittleEndian : .float32LittleEndian
        if waveform.encoding == .raw { return .raw(format) }
        guard let path = path(waveform.of.text, at: waveform.of.mark) else { return nil }
        return waveform.encoding == .array ? .array(path) : .base64(path, format)
    }
}
