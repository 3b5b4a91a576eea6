public import Configuration
internal import Engine
internal import Logging
internal import Store
internal import Telemetry

/// The journal as lines for `weir replay`: exactly the inputs that the engine took, with their clocks and identities.
public struct JournalExport {
    private let configuration: GatewayConfiguration

    public init(configuration: GatewayConfiguration) {
        self.configuration = configuration
    }

    /// Why there is nothing to export, in words.
    public struct Failure: Error, Sendable, CustomStringConvertible {
        public let description: String
    }

    /// Hands over the lines from the journal's beginning. The store must not be in use.
    /// - Returns: how many entries were not readable.
    public func run(_ line: (String) -> Void) throws(Failure) -> Int {
        do {
            let store = try Store.open(directory: configuration.store.path)
            var state = State(engine: Engine(plan: configuration.plan))
            let replay = try store.replayJournal(from: 0) { _, _, entry in
                let bytes = entry.withUnsafeBytes { Array($0) }
                if let text = state.line(bytes) { line(text) }
                return true
            }
            try store.close()
            return Int(replay.damaged + replay.missing) + state.unreadable
        } catch {
            throw Failure(description: "\(error)")
        }
    }

    private struct State {
        var engine: Engine
        var outputs = Outputs()
        var unreadable = 0

        /// The line of an entry; nil when it speaks of what is no more.
        mutating func line(_ bytes: [UInt8]) -> String? {
            var reader = ByteReader(bytes)
            guard let input = try? Input(from: &reader), engine.accepts(input) else {
                // Written under other device files, or damaged in a way that its checksum did not show.
                unreadable += 1
                return nil
            }
            engine.step(input, into: &outputs)
            outputs.removeAll()
            return write(input)
        }

        private func write(_ input: Input) -> String {
            var json = JSONWriter()
            json.beginObject()
            json.field("time", engine.now.milliseconds + engine.wallOffset)
            json.field("now", engine.now.milliseconds)
            switch input.kind {
            case .start:
                json.field("start", true)
                json.field("epoch", input.epoch)
            case .passing, .clock: break
            case .table: TableLine.write(input, to: &json)
            case .admission:
                json.field("device", input.name)
                json.field("admit", engine.plan.templates[input.template].name)
            case .reading: write(input, to: &json)
            case .override: write(override: input, to: &json)
            case .acknowledgement:
                json.field("device", engine.name(of: input.device))
                json.field("acknowledge", template(of: input).rules[input.index].name)
            }
            json.endObject()
            return json.text
        }

        private func template(of input: Input) -> Template {
            engine.plan.templates[engine.template(of: input.device)]
        }

        private func write(override input: Input, to json: inout JSONWriter) {
            json.field("device", engine.name(of: input.device))
            json.key("override")
            json.beginObject()
            json.field("actuator", template(of: input).actuators[input.index].name)
            if let value = input.value {
                json.field("value", value)
                json.field("for", input.durationMilliseconds)
            }
            json.endObject()
        }

        private func write(_ input: Input, to json: inout JSONWriter) {
            let template = template(of: input)
            json.field("device", engine.name(of: input.device))
            json.field("input", template.inputs[input.reading.input])
            json.field("content", String(input.reading.content, radix: 16))
            if let time = input.reading.time { json.field("at", time.milliseconds) }
            if input.reading.isRetained { json.field("retained", true) }
            json.key("signals")
            json.beginObject()
            for entry in input.reading.values {
                json.key(template.signals[entry.signal].name)
                if let value = entry.value { json.value(value) } else { json.null() }
            }
            json.endObject()
        }
    }
}
