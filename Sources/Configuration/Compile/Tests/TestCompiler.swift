internal import Decoding
internal import Documents
internal import Engine
internal import Expressions
internal import Telemetry

/// Finds what tests speak of: devices, signals, rules, actuators and summaries. Reports every name that is not there.
struct TestCompiler {
    let subjects: [TestSubject]
    let diagnostics: Diagnostics
    private let topics: TopicMatcher

    init(_ subjects: [TestSubject], _ diagnostics: Diagnostics) {
        self.subjects = subjects
        self.diagnostics = diagnostics
        topics = TopicMatcher(
            subjects.flatMap { $0.binding.inputs + ($0.shared?.binding.inputs ?? []) }.flatMap {
                input -> [TopicFilter] in
                if case .mqtt(let source) = input.source { source.sources.map(\.topic) } else { [] }
            })
    }

    /// The tests of a device file.
    func compile(_ tests: [Named<TestSection>], of subject: TestSubject) -> [DeviceTest] {
        tests.compactMap { test in
            let device = test.value.device.map { self.device($0, preferring: subject, at: test.value.deviceMark) }
            return device.map { compile(test, $0) } ?? compile(test, subject.defaultDevice)
        }
    }

    /// The tests of a `*.test.yaml`, which are about the device file with the same name if they do not say otherwise.
    func compile(_ file: TestFileSection, at mark: Mark) -> [DeviceTest] {
        let name = mark.file.path.dropLast(".test.yaml".count)
        let beside = subjects.first { $0.file.path == "\(name).yaml" }
        let fileDevice = file.device.map { self.device($0, preferring: beside, at: file.deviceMark) }
        return file.tests.compactMap { test in
            if let own = test.value.device {
                return compile(test, self.device(own, preferring: beside, at: test.value.deviceMark))
            }
            if let fileDevice { return compile(test, fileDevice) }
            guard let beside else {
                diagnostics.error(
                    "there is no device file \(name).yaml", mend: "write 'device: NAME' into the test", at: test.mark)
                return nil
            }
            return compile(test, beside.defaultDevice)
        }
    }

    /// Nil with an error where no file describes the device.
    func device(_ name: String, preferring subject: TestSubject?, at mark: Mark) -> TestDevice? {
        if let device = subject?.device(named: name) { return device }
        if let owner = subjects.first(where: { $0.naming.devices.contains(name) }) {
            return owner.device(named: name)
        }
        if let open = subjects.first(where: { $0.naming.isOpen }) { return open.device(named: name) }
        let known = subjects.flatMap { $0.naming.devices }
        report("device", name, among: known, at: mark)
        return nil
    }

    private func compile(_ test: Named<TestSection>, _ device: TestDevice?) -> DeviceTest? {
        guard let device else { return nil }
        let section = test.value
        let subject = subjects[device.template]
        var steps: [TestStep] = []
        let given = readings(section.given, of: device, isRetained: false)
        if !given.isEmpty {
            steps.append(TestStep(at: 0, mark: test.mark, device: device, actions: given, expectation: nil))
        }
        var last: Int64 = 0
        for step in section.steps {
            guard let at = step.at, let compiled = compile(step, at: at, testDevice: device) else { continue }
            if at < last {
                diagnostics.error(
                    "this step comes before the one above it", mend: "sort the steps by time", at: step.mark)
            }
            last = at
            steps.append(compiled)
        }
        checkLength(section, end: last, at: test.mark)
        if !section.steps.isEmpty, !section.steps.contains(where: { $0.expect != nil }) {
            diagnostics.warning(
                "the test expects nothing, so it never fails", mend: "write 'expect: {...}' into a step", at: test.mark)
        }
        return DeviceTest(
            name: test.name, mark: test.mark, device: device, start: section.start ?? DeviceTest.defaultStart,
            everyMilliseconds: section.every, parameters: parameters(section.parameters, of: subject), steps: steps)
    }

    /// A test is over at once, or nobody would run it.
    private static let mostReadings: Int64 = 1_000_000

    private func checkLength(_ section: TestSection, end: Int64, at mark: Mark) {
        guard let every = section.every, end / every > Self.mostReadings else { return }
        diagnostics.error(
            "\(end / every) readings of an input are too many for a test",
            mend: "write a longer 'every', or an earlier last step", at: mark)
    }

    private func parameters(_ written: [Named<Constant>], of subject: TestSubject) -> [NamedValue] {
        written.compactMap { parameter in
            guard let declared = subject.parameters.first(where: { $0.name == parameter.name }) else {
                report("parameter", parameter.name, among: subject.parameters.map(\.name), at: parameter.mark)
                return nil
            }
            guard parameter.fits(declared.value, diagnostics) else { return nil }
            return NamedValue(name: parameter.name, value: parameter.value.telemetry)
        }
    }

    // MARK: Steps

    private func compile(_ step: TestStepSection, at: Int64, testDevice: TestDevice) -> TestStep? {
        let named = step.device.map { self.device($0, preferring: subjects[testDevice.template], at: step.deviceMark) }
        guard let device = named ?? testDevice else { return nil }
        let subject = subjects[device.template]
        var actions: [TestAction] = step.isRestart ? [.restart] : []
        let silenced = silenced(step.silent, of: subject)
        if !silenced.isEmpty { actions.append(.silence(inputs: silenced)) }
        actions += readings(step.signals, of: device, isRetained: step.isRetained)
        if let topic = step.topic, let payload = step.payload {
            check(topic: topic, at: step.topicMark)
            actions.append(.message(topic: topic, payload: payload, isRetained: step.isRetained))
        }
        actions += levels(step.lines, of: subject, device: device.name)
        actions += persons(step, subject)
        return TestStep(
            at: at, mark: step.mark, device: device, actions: actions,
            expectation: step.expect.map { expectation($0, of: subject) })
    }

    /// One reading for each input that gives some of the signals, in the order of the inputs.
    private func readings(
        _ written: [Named<Constant>], of device: TestDevice, isRetained: Bool
    ) -> [TestAction] {
        let subject = subjects[device.template]
        var byInput = [[NamedValue]](repeating: [], count: subject.binding.inputs.count)
        var conditions: [TestAction] = []
        for signal in written {
            if let shared = subject.shared, let input = shared.input(of: signal.name) {
                let value = NamedValue(name: signal.name, value: signal.value.telemetry)
                conditions.append(
                    .reading(device: shared.device, input: input, values: [value], isRetained: isRetained))
                continue
            }
            guard let input = subject.input(of: signal.name) else {
                reportNoSignal(signal, subject)
                continue
            }
            if let type = subject.types[signal.name], type != .dyn, type != signal.value.type {
                diagnostics.error(
                    "the signal '\(signal.name)' is \(type.words), here it is \(signal.value.words)",
                    mend: "write \(type.words)", at: signal.mark)
            }
            byInput[input].append(NamedValue(name: signal.name, value: signal.value.telemetry))
        }
        return conditions
            + byInput.enumerated().filter { !$0.element.isEmpty }.map {
                .reading(device: device, input: $0.offset, values: $0.element, isRetained: isRetained)
            }
    }

    private func reportNoSignal(_ signal: Named<Constant>, _ subject: TestSubject) {
        if subject.values.contains(signal.name) {
            diagnostics.error(
                "the value '\(signal.name)' is computed", mend: "give the signals that it is made of",
                at: signal.mark)
        } else if subject.actuators.contains(signal.name) {
            diagnostics.error(
                "'\(signal.name)' is an actuator, which rules move",
                mend: "write it under 'expect', or give the signal that tells its state", at: signal.mark)
        } else {
            report("signal", signal.name, among: subject.signals, keys: TestStepSection.table, at: signal.mark)
        }
    }

    private func silenced(_ names: [MarkedName], of subject: TestSubject) -> [Int] {
        names.compactMap { name in
            if let index = subject.binding.inputs.firstIndex(where: { $0.name == name.name }) { return index }
            report("input", name.name, among: subject.binding.inputs.map(\.name), at: name.mark)
            return nil
        }
    }

    private func levels(_ written: [Named<Bool>], of subject: TestSubject, device: String) -> [TestAction] {
        written.compactMap { level in
            guard let place = subject.line(of: level.name, device: device) else {
                report("GPIO input", level.name, among: subject.lineInputs, at: level.mark)
                return nil
            }
            return .level(chip: place.chip, line: place.line, isOn: level.value)
        }
    }

    /// What a person does.
    private func persons(_ step: TestStepSection, _ subject: TestSubject) -> [TestAction] {
        let acknowledged = step.acknowledged.filter { isRule($0, subject) }
        let set = step.override.filter { isActuator($0.name, $0.mark, subject) }
        let released = step.released.filter { isActuator($0.name, $0.mark, subject) }
        return acknowledged.map { .acknowledgement(rule: $0.name) }
            + set.map { .override(actuator: $0.name, isOn: $0.value, milliseconds: step.overrideMilliseconds) }
            + released.map { .release(actuator: $0.name) }
    }

    private func check(topic: String, at mark: Mark) {
        guard Array(topic.utf8).withUnsafeBytes({ topics.firstMatch($0) }) == nil else { return }
        diagnostics.error("no input takes the topic '\(topic)'", mend: "write a topic of an input", at: mark)
    }

    /// An error about a name that is not there, with the one that was probably meant.
    ///
    /// - Parameter keys: what else may stand there.
    func report(
        _ noun: String, _ name: String, among known: [String], keys: FieldTable? = nil, at mark: Mark
    ) {
        let mend =
            NearestName.nearest(to: name, among: known + (keys?.fields.map(\.key) ?? [])).map { "write '\($0)'" }
            ?? (known.isEmpty || known.count > 12 ? nil : "there is \(known.joined(separator: ", "))")
        diagnostics.error("there is no \(noun) '\(name)'", mend: mend ?? "remove it", at: mark)
    }
}

extension Constant {
    var telemetry: Telemetry.Value {
        switch self {
        case .boolean(let flag): .flag(flag)
        case .integer(let number): .number(Double(number))
        case .double(let number): .number(number)
        case .text(let text): .text(text)
        }
    }
}

extension ValueType {
    /// With its article, for sentences.
    fileprivate var words: String {
        switch self {
        case .bool: "a boolean"
        case .double: "a number"
        case .string: "text"
        default: "\(self)"
        }
    }
}
