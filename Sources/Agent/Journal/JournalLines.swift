internal import Engine
public import Telemetry

/// Entries of the journal as lines for `weir replay`: exactly the inputs that the engine took, with their clocks and
/// identities, by name. Says nothing before the first legend, which tells what the entries after it mean.
public struct JournalLines {
    /// Takes a line, with its time in milliseconds since the epoch.
    public typealias Take = (_ time: Int64, _ text: String) -> Void

    /// Entries that could not be written: damaged, before the first legend, or of what the legend does not name.
    public private(set) var unreadableCount = 0
    /// The wall-clock time of the entry taken last, in milliseconds since the epoch.
    public private(set) var time: Int64 = 0

    /// Lines before this time are left out; what is known by then stands in front of the first one that is not.
    private let from: Int64
    private var legend: Legend?
    /// The entries so far have brought about what a replay knows by itself.
    private var hasBegun = false
    /// The newest values of what was left out, by device and signal.
    private var values: [String: [String: Value]] = [:]
    /// The tables of what was left out, by name.
    private var tables: [String: Input] = [:]
    private var wallOffset: Int64 = 0
    private var now: Int64 = 0

    public init(from: Int64 = .min) {
        self.from = from
    }

    /// Begins with what a running gateway says of itself: its names, the present values by device and signal, and the
    /// tables in force, each as the entry that would tell it.
    /// - Returns: false where the bytes are no legend.
    public mutating func begin(
        _ bytes: [UInt8], values: [String: [String: Value]], tables: [[UInt8]] = [], _ line: Take
    ) -> Bool {
        guard case .legend(let legend)? = entry(bytes) else { return false }
        take(legend)
        self.values = values
        for bytes in tables {
            guard case .input(let input)? = entry(bytes) else { return false }
            leaveOut(input)
        }
        introduce(line)
        hasBegun = true
        return true
    }

    /// Takes one entry.
    public mutating func take(_ bytes: [UInt8], _ line: Take) {
        switch entry(bytes) {
        case .legend(let next)?:
            let isFirst = legend == nil
            take(next)
            guard time >= from else { return }
            if isFirst, next.reason == .start, !next.devices.contains(where: \.isAdmitted) {
                hasBegun = true
            } else if !hasBegun {
                begin(line)
            }
            if next.reason == .reload { line(time, reload(next)) }
        case .input(let input)?:
            take(input, line)
        case nil: unreadableCount += 1
        }
    }

    private func entry(_ bytes: [UInt8]) -> JournalEntry? {
        // One that cannot be read is counted by the caller, who knows whether that matters.
        try? JournalEntry(bytes)
    }

    private mutating func take(_ next: Legend) {
        legend = next
        wallOffset = next.wallOffset
        now = max(now, next.now.milliseconds)
        time = now + wallOffset
    }

    private mutating func take(_ input: Input, _ line: Take) {
        guard let legend, legend.explains(input) else {
            unreadableCount += 1
            return
        }
        now = max(now, input.now.milliseconds)
        if input.kind == .start {
            self.legend?.epoch = input.epoch
            wallOffset = input.wallOffset
        } else if input.kind == .clock {
            wallOffset = input.wallOffset
        }
        time = now + wallOffset
        if input.kind == .admission {
            guard !legend.devices.contains(where: { $0.name == input.name }) else { return }
            self.legend?.devices.append(
                Legend.Device(name: input.name, template: input.template, isAdmitted: true))
        }
        guard time >= from else { return leaveOut(input) }
        if !hasBegun {
            begin(line)
            // It stood among those that are there.
            if input.kind == .admission { return }
        }
        line(time, write(input))
    }

    private mutating func begin(_ line: Take) {
        introduce(line)
        hasBegun = true
    }

    private mutating func leaveOut(_ input: Input) {
        if input.kind == .table { tables[input.name] = input }
        guard input.kind == .reading, let legend else { return }
        let device = legend.devices[input.device]
        let names = legend.templates[device.template].signals
        for entry in input.reading.values { values[device.name, default: [:]][names[entry.signal]] = entry.value }
    }

    /// A replay that begins in the middle: the epoch, the tables, the devices that came by their messages, and what is
    /// known of them, as what is retained: old, and nothing begins with it.
    private func introduce(_ line: Take) {
        guard let legend else { return }
        line(
            time,
            object {
                $0.field("start", true)
                $0.field("epoch", legend.epoch)
            })
        for (_, table) in tables.sorted(by: { $0.key < $1.key }) { line(time, write(table)) }
        for device in legend.devices where device.isAdmitted {
            line(
                time,
                object {
                    $0.field("device", device.name)
                    $0.field("admit", legend.templates[device.template].name)
                })
        }
        for device in legend.devices {
            let known = legend.templates[device.template].signals.compactMap { name in
                values[device.name]?[name].map { (name, $0) }
            }
            guard !known.isEmpty else { continue }
            line(
                time,
                object { json in
                    json.field("device", device.name)
                    json.field("retained", true)
                    json.key("signals")
                    json.beginObject()
                    for (name, value) in known { json.field(name, value) }
                    json.endObject()
                })
        }
    }

    // MARK: Lines

    private func object(_ fields: (inout JSONWriter) -> Void) -> String {
        var json = JSONWriter()
        json.beginObject()
        json.field("time", time)
        json.field("now", now)
        fields(&json)
        json.endObject()
        return json.text
    }

    private func reload(_ legend: Legend) -> String {
        object { json in
            json.key("reload")
            json.beginArray()
            for part in legend.fresh {
                json.beginObject()
                part.write(to: &json)
                json.endObject()
            }
            json.endArray()
        }
    }

    private func write(_ input: Input) -> String {
        object { json in
            switch input.kind {
            case .start:
                json.field("start", true)
                json.field("epoch", input.epoch)
            case .passing, .clock: break
            case .table: TableLine.write(input, to: &json)
            case .admission:
                json.field("device", input.name)
                json.field("admit", legend?.templates[input.template].name ?? "")
            case .reading, .override, .acknowledgement, .readBack, .faultAcknowledgement, .command:
                guard let legend else { return }
                let device = legend.devices[input.device]
                json.field("device", device.name)
                write(input, legend.templates[device.template], to: &json)
            }
        }
    }

    /// Journals of before the name was kept have none.
    private func writePerson(of input: Input, to json: inout JSONWriter) {
        if !input.name.isEmpty { json.field("by", input.name) }
    }

    private func write(_ input: Input, _ template: Legend.Template, to json: inout JSONWriter) {
        switch input.kind {
        case .acknowledgement:
            json.field("acknowledge", template.rules[input.index])
            writePerson(of: input, to: &json)
        case .faultAcknowledgement:
            json.field("acknowledge", template.actuators[input.index] + ".fault")
            writePerson(of: input, to: &json)
        case .readBack: write(input, key: "read_back", template, to: &json)
        case .command: write(input, key: "command", template, to: &json)
        case .override:
            json.key("override")
            json.beginObject()
            json.field("actuator", template.actuators[input.index])
            if let value = input.value {
                json.field("value", value)
                json.field("for", input.durationMilliseconds)
            }
            json.endObject()
            writePerson(of: input, to: &json)
        default: write(input.reading, template, to: &json)
        }
    }

    /// What was read back from an actuator's line, or commanded from upstream.
    private func write(_ input: Input, key: String, _ template: Legend.Template, to json: inout JSONWriter) {
        json.key(key)
        json.beginObject()
        if input.kind == .command { json.field("id", input.name) }
        json.field("actuator", template.actuators[input.index])
        if let value = input.value { json.field("value", value) }
        if input.kind == .command {
            json.field("expires", input.expires.milliseconds)
            json.field("priority", input.priority)
        }
        json.endObject()
    }

    private func write(_ reading: Reading, _ template: Legend.Template, to json: inout JSONWriter) {
        json.field("input", template.inputs[reading.input])
        json.field("content", String(reading.content, radix: 16))
        if let time = reading.time { json.field("at", time.milliseconds) }
        if reading.isRetained { json.field("retained", true) }
        json.key("signals")
        json.beginObject()
        for entry in reading.values {
            json.key(template.signals[entry.signal])
            if let value = entry.value { json.value(value) } else { json.null() }
        }
        json.endObject()
    }
}

extension Legend {
    /// Whether all that the input speaks of is named.
    fileprivate func explains(_ input: Input) -> Bool {
        switch input.kind {
        case .start, .passing, .clock, .table: return true
        case .admission: return input.template < templates.count
        case .reading, .override, .acknowledgement, .readBack, .faultAcknowledgement, .command:
            guard input.device < devices.count else { return false }
            let template = templates[devices[input.device].template]
            switch input.kind {
            case .override, .readBack, .faultAcknowledgement, .command:
                return input.index < template.actuators.count
            case .acknowledgement: return input.index < template.rules.count
            default:
                return input.reading.input < template.inputs.count
                    && input.reading.values.allSatisfy { $0.signal < template.signals.count }
            }
        }
    }
}

extension PlanDifference.Part {
    /// The fields of an object: `device`, `rules` and `summaries`.
    func write(to json: inout JSONWriter) {
        json.field("device", template)
        for (key, names) in [("rules", rules), ("summaries", summaries)] where !names.isEmpty {
            json.key(key)
            json.beginArray()
            for name in names { json.string(name) }
            json.endArray()
        }
    }
}
