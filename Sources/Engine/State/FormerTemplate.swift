internal import Telemetry

/// A template as a snapshot knew it, and where its parts are in the present plan (nil: no more, or changed).
struct FormerTemplate {
    let present: Int?
    let inputs: [Int?]
    let signals: [Int?]
    let filterShapes: [UInt64]
    let slots: [Int?]
    let rules: [Int?]
    let operators: [Int?]
    let actuators: [Int?]
    let summaries: [Int?]
    let scores: [Int?]

    init(from bytes: inout ByteReader, plan: Plan) throws(MalformedBytes) {
        let name = try bytes.text()
        let index = plan.templates.firstIndex { $0.name == name }
        let template = index.map { plan.templates[$0] }
        present = index
        inputs = try bytes.names { name in template?.inputs.firstIndex(of: name) }
        let signalCount = try bytes.count()
        var filterShapes: [UInt64] = []
        for _ in 0..<signalCount { filterShapes.append(try bytes.word()) }
        self.filterShapes = filterShapes
        slots = try bytes.names { name in
            template?.slots.firstIndex { $0.name == name && $0.kind.isKept }
        }
        guard signalCount <= slots.count else { throw bytes.malformed }
        let presentSignals = template?.signals.count ?? 0
        signals = slots[..<signalCount].map { $0.flatMap { $0 < presentSignals ? $0 : nil } }
        var rules: [Int?] = []
        for _ in 0..<(try bytes.count()) {
            let name = try bytes.text()
            let shape = try bytes.word()
            rules.append(template?.rules.firstIndex { $0.name == name && $0.shape == shape })
        }
        self.rules = rules
        operators = try bytes.names { name in template?.operators.firstIndex { $0.name == name } }
        actuators = try bytes.names { name in template?.actuators.firstIndex { $0.name == name } }
        var summaries: [Int?] = []
        for _ in 0..<(try bytes.count()) {
            let name = try bytes.text()
            let shape = try bytes.word()
            let items = try bytes.count()
            summaries.append(
                template?.summaries.firstIndex {
                    $0.name == name && $0.shape == shape && $0.items.count == items
                })
        }
        self.summaries = summaries
        var scores: [Int?] = []
        for _ in 0..<(try bytes.count()) {
            let name = try bytes.text()
            let shape = try bytes.word()
            scores.append(template?.scores.firstIndex { $0.name == name && $0.shape == shape })
        }
        self.scores = scores
    }

    /// Reads the state of one device and puts what still has a place into `state`.
    ///
    /// - Parameter left: what has no place in `state`.
    func readDevice(
        from bytes: inout ByteReader, into state: inout DeviceState?, template: Template?, left: inout LeftOver
    ) throws(MalformedBytes) {
        // Claims are told by their rules' places.
        let keepsRules = rules.enumerated().allSatisfy { $0.offset == $0.element }
        let isAwake = try bytes.bool()
        state?.isAwake = isAwake
        for slot in slots {
            let value = try bytes.slot()
            if let slot { state?.slots[slot] = value }
        }
        for (former, signal) in signals.enumerated() {
            let seen = try bytes.optionalInstant()
            let awaited = try bytes.optionalInstant()
            let isRetained = try bytes.bool()
            var block = try bytes.block()
            guard let signal, let plan = template?.signals[signal] else { continue }
            state?.signals[signal].seen = seen
            state?.signals[signal].awaited = awaited
            state?.signals[signal].isRetained = isRetained
            guard let filter = plan.filter, plan.filterShape == filterShapes[former] else { continue }
            state?.signals[signal].filter = try SignalFilter(from: &block, settings: filter)
        }
        for input in inputs {
            var value = InputState()
            value.count = try bytes.unsigned()
            value.latest = try bytes.optional().map { Timestamp(milliseconds: $0) }
            if let input { state?.inputs[input] = value }
        }
        for rule in rules {
            var block = try bytes.block()
            guard let rule, let plan = template?.rules[rule] else { continue }
            state?.rules[rule] = try RuleState(from: &block, plan: plan)
        }
        for index in operators {
            var block = try bytes.block()
            guard let index, let plan = template?.operators[index] else { continue }
            state?.memories[index] = try Memory(from: &block)
            guard let settings = plan.rolling else { continue }
            state?.rolling[index] = try RollingWindow(from: &block, settings: settings)
        }
        for actuator in actuators {
            let plan = actuator.flatMap { template?.actuators[$0] }
            var value = try ActuatorState(
                from: &bytes, settings: plan?.settings ?? GuardSettings(safe: false), confirmation: plan?.confirmation)
            guard let actuator else { continue }
            value.memberships = state?.actuators[actuator].memberships ?? []
            if !keepsRules { value.suppressions = Suppressions() }
            state?.actuators[actuator] = value
        }
        for summary in summaries {
            var block = try bytes.block()
            guard let summary, let plan = template?.summaries[summary] else { continue }
            state?.summaries[summary].count = try block.unsigned()
            for item in plan.items.indices {
                state?.summaries[summary].held[item] = try block.bool() ? try block.finite() : nil
            }
            state?.summaries[summary].windows = try Windows(
                from: &block, settings: plan.window, empty: plan.contents)
            let cut = state?.summaries[summary].windows.counters.cut
            state?.summaries[summary].cutCount = cut ?? 0
        }
        for score in scores {
            var block = try bytes.block()
            guard let score, let plan = template?.scores[score] else { continue }
            do throws(MalformedBytes) {
                state?.scores[score] = try ScoreState(from: &block, plan: plan)
            } catch {
                // What one score learned is not worth the state of all devices.
                left.unreadableScores.append(plan.name)
            }
        }
        var block = try bytes.block()
        guard !block.isAtEnd else { return }
        if state?.eventClock != nil {
            try state?.eventClock?.read(from: &block, former: self)
        } else if let template, !template.inputs.isEmpty {
            left.readings = try EventClock.heldReadings(from: &block, former: self, inputs: template.inputs.count)
        }
    }
}

/// What a snapshot has of a device that finds no place in the present one.
struct LeftOver {
    /// Those that waited for their turn, where the device has no clock of its own any more.
    var readings: [Reading] = []
    /// The names of scores whose state cannot be read; they learn again.
    var unreadableScores: [String] = []
}

extension ByteReader {
    /// A list of names, each looked up in the present plan.
    fileprivate mutating func names(_ find: (String) -> Int?) throws(MalformedBytes) -> [Int?] {
        var result: [Int?] = []
        for _ in 0..<(try count()) { result.append(find(try text())) }
        return result
    }

    mutating func optional() throws(MalformedBytes) -> Int64? {
        try bool() ? try signed() : nil
    }
}
