public import Telemetry

/// The journal's form of an input. Indices refer to the plan under which the input was taken; `IndexTranslation` leads
/// from there to the present plan.
extension Input {
    /// Bumped when the form changes; the first byte of every entry.
    private static let version: UInt8 = 3
    /// The form before, in which nobody said who asked.
    private static let formerVersion: UInt8 = 2

    public func write(to bytes: inout ByteWriter) {
        bytes.byte(Input.version)
        bytes.byte(kind.rawValue)
        bytes.signed(now.milliseconds)
        switch kind {
        case .start:
            bytes.signed(wallOffset)
            bytes.signed(epoch)
        case .clock: bytes.signed(wallOffset)
        case .passing: break
        case .admission:
            bytes.count(template)
            bytes.text(name)
        case .reading:
            bytes.count(device)
            reading.write(to: &bytes)
        case .override:
            bytes.count(device)
            bytes.count(index)
            bytes.byte(value.map { $0 ? 2 : 1 } ?? 0)
            bytes.signed(durationMilliseconds)
            bytes.text(name)
        case .acknowledgement, .faultAcknowledgement:
            bytes.count(device)
            bytes.count(index)
            bytes.text(name)
        case .readBack:
            bytes.count(device)
            bytes.count(index)
            bytes.byte(value.map { $0 ? 2 : 1 } ?? 0)
        case .command:
            bytes.count(device)
            bytes.count(index)
            bytes.text(name)
            bytes.byte(value.map { $0 ? 2 : 1 } ?? 0)
            bytes.signed(expires.milliseconds)
            bytes.count(priority)
        case .table:
            bytes.text(name)
            bytes.block { table?.write(to: &$0) }
        }
    }

    public init(from bytes: inout ByteReader) throws(MalformedBytes) {
        self.init()
        let version = try bytes.byte()
        guard version == Input.version || version == Input.formerVersion, let kind = Kind(rawValue: try bytes.byte())
        else {
            throw bytes.malformed
        }
        self.kind = kind
        now = Instant(milliseconds: try bytes.signed())
        switch kind {
        case .start:
            wallOffset = try bytes.signed()
            epoch = try bytes.signed()
        case .clock: wallOffset = try bytes.signed()
        case .passing: break
        case .admission:
            template = try bytes.index()
            name = try bytes.text()
        case .reading:
            device = try bytes.index()
            reading = try Reading(from: &bytes)
        case .override:
            device = try bytes.index()
            index = try bytes.index()
            value = try bytes.optionalFlag()
            durationMilliseconds = try bytes.signed()
            if version == Input.version { name = try bytes.text() }
        case .acknowledgement, .faultAcknowledgement:
            device = try bytes.index()
            index = try bytes.index()
            if version == Input.version { name = try bytes.text() }
        case .readBack:
            device = try bytes.index()
            index = try bytes.index()
            value = try bytes.optionalFlag()
        case .command:
            device = try bytes.index()
            index = try bytes.index()
            name = try bytes.text()
            value = try bytes.optionalFlag()
            expires = Timestamp(milliseconds: try bytes.signed())
            priority = try bytes.index()
        case .table:
            name = try bytes.text()
            var block = try bytes.block()
            table = try TableContent(from: &block)
        }
    }
}

extension ByteReader {
    fileprivate mutating func optionalFlag() throws(MalformedBytes) -> Bool? {
        let word = try byte()
        guard word <= 2 else { throw malformed }
        return word == 0 ? nil : word == 2
    }
}

extension Reading {
    func write(to bytes: inout ByteWriter) {
        bytes.count(input)
        bytes.byte((isRetained ? 1 : 0) | (time == nil ? 0 : 2))
        if let time { bytes.signed(time.milliseconds) }
        bytes.word(content)
        bytes.count(values.count)
        for entry in values {
            bytes.count(entry.signal)
            if let value = entry.value {
                bytes.byte(1)
                bytes.value(value)
            } else {
                bytes.byte(0)
            }
        }
    }

    init(from bytes: inout ByteReader) throws(MalformedBytes) {
        self.init()
        input = try bytes.index()
        let flags = try bytes.byte()
        guard flags < 4 else { throw bytes.malformed }
        isRetained = flags & 1 != 0
        if flags & 2 != 0 { time = Timestamp(milliseconds: try bytes.signed()) }
        content = try bytes.word()
        for _ in 0..<(try bytes.count()) {
            let signal = try bytes.index()
            switch try bytes.byte() {
            case 0: values.append(Entry(signal: signal, value: nil))
            case 1: values.append(Entry(signal: signal, value: try bytes.value()))
            default: throw bytes.malformed
            }
        }
    }
}

/// Leads from the indices of the plan under which a snapshot was made to those of the present plan.
public struct IndexTranslation: Sendable {
    /// Template, per former template.
    var templates: [Int?]
    /// Per former template, the signal and input of each former one.
    var signals: [[Int?]]
    var inputs: [[Int?]]
    /// The same for rules and actuators.
    var rules: [[Int?]]
    var actuators: [[Int?]]
    /// Device, per former device, and the former template of each.
    var devices: [Int?]
    var formerTemplates: [Int]
    /// The names of the former devices: one that is admitted again is no new one.
    var names: Set<String>

    /// The input in present indices; nil when what it speaks of is no more.
    public mutating func translate(_ input: Input, engine: Engine) -> Input? {
        var result = input
        switch input.kind {
        case .start, .passing, .clock, .table: return result
        case .admission:
            guard input.template < templates.count, names.insert(input.name).inserted else { return nil }
            formerTemplates.append(input.template)
            let template = templates[input.template]
            let present = engine.device(named: input.name)
            // A device that the plan lists by now is not admitted again; one that follows gets the next index.
            devices.append(present ?? template.map { _ in engine.deviceCount })
            guard let template, present == nil else { return nil }
            result.template = template
            return result
        case .override, .acknowledgement, .readBack, .faultAcknowledgement, .command:
            guard input.device < devices.count, let device = devices[input.device] else { return nil }
            let former = formerTemplates[input.device]
            let indices = input.kind == .acknowledgement ? rules[former] : actuators[former]
            guard input.index < indices.count, let index = indices[input.index] else { return nil }
            result.device = device
            result.index = index
            return result
        case .reading:
            guard input.device < devices.count, let device = devices[input.device] else { return nil }
            let former = formerTemplates[input.device]
            guard input.reading.input < inputs[former].count, let index = inputs[former][input.reading.input] else {
                return nil
            }
            result.device = device
            result.reading.input = index
            result.reading.values = input.reading.values.compactMap { entry in
                guard entry.signal < signals[former].count, let signal = signals[former][entry.signal] else {
                    return nil
                }
                return Reading.Entry(signal: signal, value: entry.value)
            }
            return result
        }
    }
}
