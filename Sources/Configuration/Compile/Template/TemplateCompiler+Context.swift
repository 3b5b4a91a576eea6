internal import Decoding
internal import Documents
internal import Engine
internal import Expressions
internal import Telemetry

/// Conditions of the surroundings. What each device is told on a topic of its own is a signal of the device; what one
/// topic or the clock tells all devices of the file is kept by one device of its own, which the others read.
extension TemplateCompiler {
    /// The name of the device that keeps what all devices of the file share.
    var contextDevice: String {
        let path = section.deviceMark.file.path
        let file = path.split(separator: "/").last.map(String.init) ?? path
        let stem = file.hasSuffix(".yaml") ? String(file.dropLast(5)) : file
        return "context-\(stem)"
    }

    /// Whether the condition is told to each device by itself.
    func isOwn(_ context: ContextSection) -> Bool {
        if case .fixed = naming.pattern { return context.mqtt != nil }
        return context.mqtt?.contains("{device") ?? false
    }

    /// Signals of conditions that each device is told by itself; called with the other signals.
    func declareOwnContexts() {
        for context in section.context where isOwn(context.value) {
            guard table.claim(context.name, "the condition", at: context.mark, diagnostics) else { continue }
            table.add(context.name, context.value.type.valueType, kind: .signal)
            signalTypes[context.name] = context.value.type.valueType
            var draft = SignalDraft(name: context.name, setting: nil)
            draft.restValue = restValue(context)
            draft.maximum = context.value.maximum
            signals.append(draft)
        }
    }

    /// Names for what all devices of the file share.
    func declareSharedContexts() {
        for context in section.context where !isOwn(context.value) {
            guard table.claim(context.name, "the condition", at: context.mark, diagnostics) else { continue }
            let slot = table.add(context.name, context.value.type.valueType, kind: .imported)
            imports.append(ImportPlan(device: contextDevice, name: context.name, slot: slot))
        }
    }

    /// What holds until something is told: false for a boolean; a number or a text has no value then.
    private func restValue(_ context: Named<ContextSection>) -> Telemetry.Value? {
        guard let initial = context.value.initial else {
            return context.value.type == .bool ? .flag(false) : nil
        }
        guard initial.type == context.value.type.valueType else {
            diagnostics.error(
                "'\(context.name)' is not \(initial.words)", mend: "write a default of its type",
                at: context.value.initialMark)
            return nil
        }
        return initial.expressionValue.telemetryValue
    }

    // MARK: The device that keeps what is shared

    /// Nil where nothing is shared.
    func compileContext() -> (template: Template, binding: TemplateBinding)? {
        let shared = section.context.filter { !isOwn($0.value) }
        guard !shared.isEmpty else { return nil }
        let told = shared.filter { $0.value.mqtt != nil }
        var slots: [SlotPlan] = []
        var signals: [SignalPlan] = []
        var inputs: [InputBinding] = []
        for (index, context) in told.enumerated() {
            slots.append(SlotPlan(name: context.name, kind: .signal, initial: .error(.noValue)))
            signals.append(
                SignalPlan(
                    name: context.name, restValue: restValue(context), staleMilliseconds: context.value.maximum))
            if let input = contextInput(context, device: contextDevice, signal: index) { inputs.append(input) }
        }
        var schedules: [SchedulePlan] = []
        for context in shared where context.value.mqtt == nil {
            guard let schedule = schedule(context) else { continue }
            schedules.append(SchedulePlan(slot: slots.count, schedule: schedule))
            slots.append(SlotPlan(name: context.name, kind: .scheduled, initial: .bool(false)))
        }
        let template = Template(
            name: contextDevice, inputs: inputs.map(\.name), slots: slots, signals: signals, nodes: [],
            schedules: schedules, exports: Set(shared.map(\.name)), rules: [], actuators: [], summaries: [],
            devices: [DevicePlan(name: contextDevice, parameters: [])], isOpen: false)
        return (template, TemplateBinding(inputs: inputs, actuators: []))
    }

    /// How a condition is told; nil after an error was reported.
    /// - Parameter device: the device it is told of, where the topic does not say.
    func contextInput(_ context: Named<ContextSection>, device: String?, signal: Int) -> InputBinding? {
        guard let text = context.value.mqtt else { return nil }
        do throws(TopicFilterError) {
            let topic = try TopicFilter(text)
            let type: PayloadField.FieldType =
                switch context.value.type {
                case .number: .number
                case .bool: .flag
                case .text: .text
                }
            let format: PayloadFormat = context.value.at == nil ? type == .text ? .text : .scalar : .json
            let field = PayloadField(path: fieldPath(context.value.at ?? "", context), type: type)
            return InputBinding(
                name: context.name,
                source: .mqtt(
                    MQTTInput(
                        format: format.rawValue,
                        sources: [PayloadSource(topic: topic, format: format, fields: [field], fieldIndices: [0])],
                        fixedDevice: device, signals: [signal], limits: PayloadLimits(bytes: limits.payloadBytes),
                        ratePerSecond: nil)))
        } catch {
            diagnostics.error(error.description, at: context.value.mqttMark)
            return nil
        }
    }

    private func fieldPath(_ text: String, _ context: Named<ContextSection>) -> FieldPath {
        guard !text.isEmpty else { return .root }
        do throws(FieldPathError) {
            return try FieldPath(text)
        } catch {
            diagnostics.error("the path '\(text)' cannot be read: \(error.description)", at: context.mark)
            return .root
        }
    }

    private func schedule(_ context: Named<ContextSection>) -> Schedule? {
        do throws(ScheduleError) {
            if let cron = context.value.cron {
                return try Schedule(
                    cron: cron, forMilliseconds: context.value.forMilliseconds ?? 0, zone: context.value.zone)
            }
            return try Schedule(
                windows: context.value.schedule ?? "", days: context.value.days, zone: context.value.zone)
        } catch {
            diagnostics.error(error.problem, mend: error.mend, at: context.value.scheduleMark)
            return nil
        }
    }
}

extension Expressions.Value {
    fileprivate var telemetryValue: Telemetry.Value? {
        switch self {
        case .bool(let flag): .flag(flag)
        case .double(let number): .number(number)
        case .string(let text): .text(text)
        default: nil
        }
    }
}
