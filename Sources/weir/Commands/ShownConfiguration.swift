internal import Configuration
internal import Decoding
internal import Documents
internal import Engine
internal import Telemetry

extension ShownValue {
    init(_ configuration: GatewayConfiguration) {
        var members = [Member("gateway", .text(configuration.gateway))]
        if let local = configuration.localBroker {
            members.append(Member("mqtt", .mapping([Member("local", .broker(local))])))
        }
        members.append(Member("store", .mapping(Self.store(configuration.store))))
        members.append(Member("uplinks", .mapping(configuration.uplinks.map { Member($0.name, .uplink($0)) })))
        members.append(
            Member(
                "limits",
                .mapping([
                    Member("payload", .text(SizeText.write(bytes: Int64(configuration.limits.payloadBytes)))),
                    Member("devices", .number(Double(configuration.limits.devices))),
                    Member("rate", .text("\(JSONWriter.text(of: configuration.limits.ratePerSecond))/s")),
                    Member("partial_matches", .number(Double(configuration.limits.partialMatches))),
                    Member("keys", .number(Double(configuration.limits.keys))),
                    Member("windows", .number(Double(configuration.limits.windows))),
                    Member("window_samples", .number(Double(configuration.limits.windowSamples))),
                    Member("repeats", .number(Double(configuration.limits.repeats))),
                    Member("held_readings", .number(Double(configuration.limits.heldReadings))),
                    Member("timers", .number(Double(configuration.limits.timers))),
                ])))
        let templates = zip(configuration.plan.templates, configuration.bindings)
        members.append(Member("devices", .mapping(templates.map { Member($0.name, .template($0, $1)) })))
        self = .mapping(members)
    }

    private static func store(_ store: StoreConfiguration) -> [Member] {
        var members = [
            Member("path", .text(store.path)), Member("max_size", .text(SizeText.write(bytes: store.maximumBytes))),
            Member("max_age", .text(DurationText.write(milliseconds: store.maximumAgeMilliseconds))),
        ]
        if let count = store.maximumEntries { members.append(Member("max_entries", .number(Double(count)))) }
        let journal = SizeText.write(bytes: store.journalMaximumBytes)
        members += [
            Member("journal", .mapping([Member("max_size", .text(journal))])),
            Member("sync", .text(store.synchronisation.rawValue)),
            Member("commit_interval", .text(DurationText.write(milliseconds: store.commitIntervalMilliseconds))),
        ]
        if let bytes = store.maximumDailyWrites {
            members.append(Member("max_writes", .text(SizeText.write(bytes: bytes) + "/day")))
        }
        return members
    }

    private static func broker(_ broker: BrokerConfiguration) -> ShownValue {
        var members = [
            Member("url", .text(broker.address)), Member("version", .text(broker.version == .v5 ? "5" : "3.1.1")),
            Member("qos", .number(Double(broker.qualityOfService))),
            Member("session", .text(broker.isSessionPersistent ? "persistent" : "clean")),
            Member("receive_maximum", .number(Double(broker.receiveMaximum))),
            Member("client_id", .text(broker.clientID)), Member("keepalive", .text("\(broker.keepaliveSeconds)s")),
        ]
        if let username = broker.username { members.append(Member("username", .text(username))) }
        if broker.password != nil { members.append(Member("password", .text("***"))) }
        if let authority = broker.tls?.certificateAuthority { members.append(Member("ca", .text(authority))) }
        if let certificate = broker.tls?.certificate { members.append(Member("cert", .text(certificate))) }
        return .mapping(members)
    }

    private static func uplink(_ uplink: UplinkConfiguration) -> ShownValue {
        .mapping([
            Member("mqtt", broker(uplink.broker)), Member("topic", .text(uplink.topic)),
            Member(
                "send",
                .list(UplinkConfiguration.Kind.allCases.filter(uplink.kinds.contains).map { .text($0.rawValue) })),
            Member("rate", .text("\(JSONWriter.text(of: uplink.catchUpPerSecond))/s")),
        ])
    }

    private static func template(_ template: Template, _ binding: TemplateBinding) -> ShownValue {
        .mapping([
            Member("devices", .list(template.devices.map { .text($0.name) })),
            Member("open", .flag(template.isOpen)),
            Member(
                "inputs",
                .mapping(binding.inputs.map { Member($0.name, input($0, template)) })),
            Member("signals", .mapping(template.signals.map { Member($0.name, signal($0)) })),
            Member("scores", .mapping(template.scores.map { Member($0.name, .score($0)) })),
            Member("rules", .mapping(template.rules.map { Member($0.name, rule($0, template)) })),
            Member(
                "actuators",
                .mapping(
                    template.actuators.map {
                        Member($0.name, .mapping([Member("safe", .flag($0.safe)), Member("rest", .flag($0.rest))]))
                    })),
            Member(
                "summaries",
                .mapping(
                    template.summaries.map {
                        Member($0.name, .text(words($0.window.kind)))
                    })),
        ])
    }

    private static func input(_ input: InputBinding, _ template: Template) -> ShownValue {
        let index = template.inputs.firstIndex(of: input.name)
        let eventTime = index.flatMap { template.eventTime?.inputs[$0] }
        return switch input.source {
        case .mqtt(let source):
            .mapping(
                [
                    Member("mqtt", topics(source.sources.map(\.topic.text))), Member("decode", .text(source.format)),
                    Member("payload", .text(SizeText.write(bytes: Int64(source.limits.bytes)))),
                ] + (eventTime.map { [Member("time", time($0))] } ?? []))
        case .gpio(let source): .gpio(source)
        case .sysfs(let source): sysfs(source)
        case .members: .text("readings of members")
        }
    }

    private static func time(_ settings: EventTimeSettings) -> ShownValue {
        .mapping([
            Member("max_delay", .text(DurationText.write(milliseconds: settings.maximumDelayMilliseconds))),
            Member("idle_after", .text(DurationText.write(milliseconds: settings.idleAfterMilliseconds))),
            Member("late", .text(settings.late == .keep ? "keep" : "drop")),
        ])
    }

    private static func topics(_ topics: [String]) -> ShownValue {
        topics.count == 1 ? .text(topics[0]) : .list(topics.map { .text($0) })
    }

    private static func gpio(_ source: GPIOInput) -> ShownValue {
        var members = [
            Member("chip", .text(source.line.chip)), Member("bias", .text(source.line.bias.rawValue)),
            Member("active", .text(source.line.isActiveLow ? "low" : "high")),
            Member("debounce", .text(DurationText.write(milliseconds: source.debounceMilliseconds))),
        ]
        members += meaning(source.meaning)
        members.append(Member("lines", .mapping(source.line.lines.map { Member($0.device, .text($0.line)) })))
        return .mapping(members)
    }

    private static func meaning(_ meaning: LineMeaning) -> [Member] {
        switch meaning {
        case .level: []
        case .edge(let edge): [Member("edge", .text(edge.rawValue))]
        case .count(let edge, let count):
            [
                Member("edge", .text(edge.rawValue)),
                Member(
                    "count",
                    .mapping([
                        Member("every", .text(DurationText.write(milliseconds: count.everyMilliseconds))),
                        Member("per_pulse", .number(count.perPulse)),
                    ])),
            ]
        case .frequency(let edge, let over):
            [
                Member("edge", .text(edge.rawValue)),
                Member("frequency", .mapping([Member("over", .text(DurationText.write(milliseconds: over)))])),
            ]
        case .quadrature(let quadrature):
            [
                Member(
                    "quadrature",
                    .mapping([
                        Member("b", .text(quadrature.b)), Member("per_step", .number(quadrature.perStep)),
                        Member("every", .text(DurationText.write(milliseconds: quadrature.everyMilliseconds))),
                    ]))
            ]
        case .button(let long, let double):
            [
                Member(
                    "button",
                    .mapping([
                        Member("long", .text(DurationText.write(milliseconds: long))),
                        Member("double", .text(DurationText.write(milliseconds: double))),
                    ]))
            ]
        }
    }

    private static func sysfs(_ source: SysfsInput) -> ShownValue {
        .mapping([
            Member("every", .text(DurationText.write(milliseconds: source.everyMilliseconds))),
            Member("scale", .number(source.scale)), Member("offset", .number(source.offset)),
            Member("paths", .mapping(source.files.map { Member($0.device, .text($0.path)) })),
        ])
    }

    private static func signal(_ signal: SignalPlan) -> ShownValue {
        var members: [Member] = []
        if let unit = signal.unit { members.append(Member("unit", .text(unit))) }
        if let valid = signal.valid {
            members.append(Member("valid", .list([.number(valid.lowerBound), .number(valid.upperBound)])))
        }
        if signal.deadband > 0 { members.append(Member("deadband", .number(signal.deadband))) }
        if let stale = signal.staleMilliseconds {
            members.append(Member("stale", .text(DurationText.write(milliseconds: stale))))
        }
        return .mapping(members)
    }

    private static func rule(_ rule: RulePlan, _ template: Template) -> ShownValue {
        .mapping([
            Member("trigger", .text(words(rule.trigger))), Member("severity", .text(rule.severity.name)),
            Member("priority", .number(Double(rule.priority))),
            Member(
                "set",
                .mapping(rule.settings.map { Member(template.actuators[$0.actuator].name, .flag($0.value)) })),
            Member(
                "reads",
                .list(rule.slotsRead.map { .text(template.slots[$0].name) })),
        ])
    }

    private static func duration(_ milliseconds: Int64) -> String {
        (milliseconds < 0 ? "-" : "") + DurationText.write(milliseconds: abs(milliseconds))
    }

    private static func words(_ trigger: TriggerPlan) -> String {
        switch trigger {
        case .absence(let absence): "absence within \(DurationText.write(milliseconds: absence.withinMilliseconds))"
        case .heartbeat(let heartbeat):
            "heartbeat within \(DurationText.write(milliseconds: heartbeat.withinMilliseconds))"
        case .pattern(let pattern): "pattern of \(pattern.settings.steps.count) steps"
        case .join(let join):
            "join within \(duration(join.settings.lower)) to \(duration(join.settings.upper))"
        case .condition(let condition):
            condition.isInstant
                ? "edge" : "condition for \(DurationText.write(milliseconds: condition.forMilliseconds))"
        }
    }

    private static func words(_ kind: WindowSettings.Kind) -> String {
        func text(_ milliseconds: Int64) -> String { DurationText.write(milliseconds: milliseconds) }
        return switch kind {
        case .tumbling(let size, _): text(size)
        case .hopping(let size, let slide, _): "\(text(size)) every \(text(slide))"
        case .sliding(let size): "the last \(text(size)) at each value"
        case .session(let gap, _): "session with gaps below \(text(gap))"
        case .count(let size, let slide): "\(size) values every \(slide)"
        }
    }
}
