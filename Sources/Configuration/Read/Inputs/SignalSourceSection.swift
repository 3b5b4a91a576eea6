internal import Decoding
internal import Documents

/// Where a payload has a signal, and what its words mean.
struct SignalSourceSection: Section {
    /// Nil: the signal's own name, as the format knows it.
    let path: String?
    let on: [Constant]
    let off: [Constant]
    let none: [Constant]
    let isNumber: Bool
    let unit: String?
    let mark: Mark

    private static let words = FieldType<Constant>.constant.map { [$0] }.orList(.list(of: .constant, atLeast: 1))

    static let at = Field(
        "at", .text, about: "The signal's path in the payload; without it, its name.", example: "vib.rms")
    static let on = Field("on", words, about: "What means true besides true itself.", example: "[ON, open, 1]")
    static let off = Field("off", words, about: "What means false besides false itself.", example: "[OFF, closed, 0]")
    static let none = Field(
        "none", words, about: "What means that there is no value, besides null.", example: "[\"\", -127]")
    static let number = Field(
        "number", .boolean, default: "false", about: "Takes \"21.5\" as 21.5, true as 1 and false as 0.")
    static let unit = Field(
        "unit", .text, about: "The unit that a SenML record must have where it names one (RFC 8428).", example: "Cel")
    static let table = FieldTable("a signal's place", [at, on, off, none, number, unit])

    /// A mapping from names to paths or places; or a list of names that are the paths as well.
    static let list = FieldType<[Named<SignalSourceSection>]>
        .named(.section(SignalSourceSection.self, shorthand: "at"), names: .variable).orList(names)

    private static let names = FieldType<[Named<SignalSourceSection>]>(
        shape: .list(of: .text, atLeast: 1)
    ) { node, context in
        (node.elements ?? []).compactMap { element in
            guard let name = context.value(FieldType<String>.text, from: element) else { return nil }
            do throws(ValueProblem) {
                try NameRule.variable.check(name)
            } catch {
                context.diagnostics.error(error, in: element)
            }
            return Named(name: name, mark: element.mark, value: SignalSourceSection(mark: element.mark))
        }
    }

    init?(from reader: MappingReader) {
        path = reader.value(Self.at)
        on = reader.value(Self.on) ?? []
        off = reader.value(Self.off) ?? []
        none = reader.value(Self.none) ?? []
        isNumber = reader.value(Self.number)
        unit = reader.value(Self.unit)
        mark = reader.mark
        if let word = on.first(where: { off.contains($0) }) {
            reader.error("\(word.shown) would be true and false", mend: "write other words", at: Self.off)
        } else if let word = (on + off).first(where: { none.contains($0) }) {
            reader.error("\(word.shown) would be a value and none", mend: "write other words", at: Self.none)
        }
        if isNumber, reader.has(Self.on) || reader.has(Self.off) {
            reader.error("a number is neither on nor off", mend: "remove it", at: Self.number)
        }
    }

    /// The place that a name alone means.
    private init(mark: Mark) {
        path = nil
        on = []
        off = []
        none = []
        isNumber = false
        unit = nil
        self.mark = mark
    }

    /// The path in the payload of the signal of this name.
    func fieldPath(of name: String, in format: InputFormat) throws(FieldPathError) -> FieldPath {
        if let path { return try FieldPath(path) }
        if case .device(let device) = format, let known = device.signals.first(where: { $0.name == name }) {
            return known.path
        }
        return try FieldPath(name)
    }
}
