public import Telemetry

extension Legend {
    public func write(to bytes: inout ByteWriter) {
        bytes.byte(JournalEntry.legendMark)
        bytes.byte(reason.rawValue)
        bytes.signed(now.milliseconds)
        bytes.signed(wallOffset)
        bytes.signed(epoch)
        bytes.count(templates.count)
        for template in templates {
            bytes.text(template.name)
            for names in [template.inputs, template.signals, template.rules, template.actuators] {
                bytes.texts(names)
            }
        }
        bytes.count(devices.count)
        for device in devices {
            bytes.text(device.name)
            bytes.count(device.template)
            bytes.bool(device.isAdmitted)
        }
        bytes.count(fresh.count)
        for part in fresh {
            bytes.text(part.template)
            bytes.texts(part.rules)
            bytes.texts(part.summaries)
        }
        for template in templates {
            for shape in template.shapes { bytes.word(shape) }
        }
        guard !state.isEmpty else { return }
        bytes.block(state)
    }

    /// - Parameter bytes: after the mark that says that this is a legend.
    init(afterMark bytes: inout ByteReader) throws(MalformedBytes) {
        guard let reason = Reason(rawValue: try bytes.byte()) else { throw bytes.malformed }
        self.reason = reason
        now = Instant(milliseconds: try bytes.signed())
        wallOffset = try bytes.signed()
        epoch = try bytes.signed()
        templates = []
        for _ in 0..<(try bytes.count()) {
            templates.append(
                Template(
                    name: try bytes.text(), inputs: try bytes.texts(), signals: try bytes.texts(),
                    rules: try bytes.texts(), actuators: try bytes.texts()))
        }
        devices = []
        for _ in 0..<(try bytes.count()) {
            let device = Device(name: try bytes.text(), template: try bytes.index(), isAdmitted: try bytes.bool())
            guard device.template < templates.count else { throw bytes.malformed }
            devices.append(device)
        }
        fresh = []
        for _ in 0..<(try bytes.count()) {
            fresh.append(
                PlanDifference.Part(
                    template: try bytes.text(), rules: try bytes.texts(), summaries: try bytes.texts()))
        }
        // Earlier versions ended here.
        guard !bytes.isAtEnd else { return }
        for index in templates.indices {
            for _ in templates[index].rules { templates[index].shapes.append(try bytes.word()) }
        }
        guard !bytes.isAtEnd else { return }
        state = try bytes.blockBytes()
    }
}

/// One entry of the journal: what the engine took, or what the entries after it mean.
public enum JournalEntry: Sendable {
    case input(Input)
    case legend(Legend)

    /// The first byte of a legend; that of an input is the version of its form.
    static let legendMark: UInt8 = 0x4C

    /// Whether the bytes are those of a legend, if of anything.
    public static func isLegend(_ bytes: [UInt8]) -> Bool { bytes.first == legendMark }

    public init(_ bytes: [UInt8]) throws(MalformedBytes) {
        var reader = ByteReader(bytes)
        if JournalEntry.isLegend(bytes) {
            _ = try reader.byte()
            self = .legend(try Legend(afterMark: &reader))
        } else {
            self = .input(try Input(from: &reader))
        }
    }
}

extension ByteWriter {
    fileprivate mutating func texts(_ texts: [String]) {
        count(texts.count)
        for text in texts { self.text(text) }
    }
}

extension ByteReader {
    fileprivate mutating func texts() throws(MalformedBytes) -> [String] {
        var texts: [String] = []
        for _ in 0..<(try count()) { texts.append(try text()) }
        return texts
    }
}
