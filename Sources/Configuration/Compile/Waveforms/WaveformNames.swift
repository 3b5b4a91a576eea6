internal import Decoding
internal import Documents
internal import Expressions
internal import Scoring

/// The waveforms of a file, and what the file asks of each: only that is worked out of the samples.
struct WaveformNames {
    /// A value that a waveform gives, as a signal.
    struct Value {
        /// As it stands in the engine: `vib.rms`, `vib.band(10.0, 1000.0)`.
        let name: String
        let measure: WaveformMeasure
    }

    /// By the waveform's name, in the order of its measures and then of the file.
    private(set) var values: [String: [Value]] = [:]
    /// The waveforms, in the order of the file.
    let waveforms: [String]

    init(_ inputs: [Named<InputSection>]) {
        waveforms = inputs.compactMap { $0.value.waveform?.name }
        for name in waveforms { values[name] = [] }
    }

    var isEmpty: Bool { waveforms.isEmpty }

    /// All of them, waveform by waveform.
    var all: [Value] { waveforms.flatMap { values[$0] ?? [] } }

    // MARK: Finding what is asked

    /// Takes note of what an expression asks of waveforms.
    mutating func note(_ expression: Expression) {
        guard !isEmpty else { return }
        if let path = expression.qualifiedName {
            note(name: path)
        } else if let (waveform, band) = band(expression) {
            add(Value(name: Self.name(of: band, waveform), measure: .band(band)), to: waveform)
        }
        var children: [Expression] = []
        expression.kind.forEachChild { children.append($0) }
        for child in children { note(child) }
    }

    /// Takes note of a name such as `vib.rms`, or of `rms(vib)`, that stands where no expression does.
    mutating func note(name: String) {
        guard let (waveform, word) = parts(of: canonical(name)),
            let named = WaveformMeasure.named.first(where: { $0.name == word })
        else { return }
        add(Value(name: "\(waveform).\(word)", measure: named.measure), to: waveform)
    }

    /// Takes note of the names in a message.
    mutating func note(message: String) {
        guard !isEmpty else { return }
        for piece in message.split(separator: "{").dropFirst() {
            guard let close = piece.firstIndex(of: "}") else { continue }
            note(name: String(piece[..<close]))
        }
    }

    private mutating func add(_ value: Value, to waveform: String) {
        guard var known = values[waveform], !known.contains(where: { $0.name == value.name }) else { return }
        known.append(value)
        // Named measures in their own order, then bands as they came.
        func place(_ value: Value) -> Int {
            WaveformMeasure.named.firstIndex { $0.measure == value.measure } ?? WaveformMeasure.named.count
        }
        values[waveform] = known.enumerated().sorted { (place($0.element), $0.offset) < (place($1.element), $1.offset) }
            .map(\.element)
    }

    private func parts(of name: String) -> (waveform: String, word: String)? {
        guard let dot = name.firstIndex(of: "."), values[String(name[..<dot])] != nil else { return nil }
        return (String(name[..<dot]), String(name[name.index(after: dot)...]))
    }

    /// The waveform that an expression names as a whole.
    func waveform(_ expression: Expression) -> String? {
        guard case .identifier(let name, false) = expression.kind, values[name] != nil else { return nil }
        return name
    }

    func gives(_ word: String, of waveform: String) -> Bool {
        values[waveform]?.contains { $0.name == "\(waveform).\(word)" } ?? false
    }

    // MARK: Names

    /// `vib.rms` for `rms(vib)`, where `vib` is a waveform; every other text as it is.
    func canonical(_ text: String) -> String {
        guard text.last == ")", let open = text.firstIndex(of: "(") else { return text }
        let inner = String(text[text.index(after: open)...].dropLast())
        let function = String(text[..<open])
        guard values[inner] != nil, WaveformMeasure.named.contains(where: { $0.name == function }) else { return text }
        return "\(inner).\(function)"
    }

    /// `vib.band(10, 1000)`.
    func band(_ expression: Expression) -> (waveform: String, band: ClosedRange<Double>)? {
        guard case .call("band", let target?, let arguments) = expression.kind, arguments.count == 2,
            let waveform = target.qualifiedName, values[waveform] != nil,
            let low = Self.number(arguments[0]), let high = Self.number(arguments[1]), low >= 0, low < high
        else { return nil }
        return (waveform, low...high)
    }

    static func name(of band: ClosedRange<Double>, _ waveform: String) -> String {
        "\(waveform).band(\(text(band.lowerBound)), \(text(band.upperBound)))"
    }

    private static func text(_ number: Double) -> String {
        number == number.rounded() && number < 1e15 ? "\(Int64(number))" : "\(number)"
    }

    private static func number(_ expression: Expression) -> Double? {
        switch expression.kind {
        case .literal(.double(let number)): number
        case .literal(.int(let number)): Double(number)
        default: nil
        }
    }
}
