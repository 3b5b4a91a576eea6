internal import Agent
internal import Configuration
internal import Documents
internal import Telemetry

/// One test on its way: what arrived so far, and what came of it.
struct TestRun {
    private let test: DeviceTest
    private let stage: Stage
    private var repeats: Repeats
    private var history = History()
    private var known: Set<String> = []
    /// Why a message of the present step was refused.
    private var rejection: RejectReason?

    init(_ test: DeviceTest, stage: Stage) {
        self.test = test
        self.stage = stage
        repeats = Repeats(everyMilliseconds: test.everyMilliseconds)
    }

    mutating func perform() -> [TestFailure] {
        var failures: [TestFailure] = []
        for (index, step) in test.steps.enumerated() {
            do throws(Replay.Failure) {
                // The gateway starts when the test begins, not when something happens first: heartbeats are armed then.
                if known.isEmpty {
                    try admit(test.device, at: 0)
                    // Nor does the start count as the moment of switching: what a test begins with has lasted.
                    stage.settle()
                }
                failures += try perform(step)
                if index == 0, step.at == 0 { stage.settle() }
            } catch {
                // What comes later would only fail because of this.
                failures.append(failure(step, expected: "a step that can be taken", seen: error.message))
                return failures
            }
        }
        return failures
    }

    private mutating func perform(_ step: TestStep) throws(Replay.Failure) -> [TestFailure] {
        try repeatReadings(before: step.at)
        take(try stage.pass(to: step.at))
        if !known.contains(step.device.name) { try admit(step.device, at: step.at) }
        rejection = nil
        for action in step.actions { try perform(action, step) }
        try repeatReadings(before: step.at + 1)
        history.note(stage.values(of: step.device.name), of: step.device.name, at: step.at)
        return judge(step)
    }

    private mutating func admit(_ device: TestDevice, at: Int64) throws(Replay.Failure) {
        known.insert(device.name)
        take(try stage.admit(device, at: at))
    }

    private mutating func perform(_ action: TestAction, _ step: TestStep) throws(Replay.Failure) {
        switch action {
        case .reading(let device, let input, let values, let isRetained):
            take(
                try stage.deliver(
                    values, of: device, input: stage.inputName(input, of: device), isRetained: isRetained,
                    at: step.at))
            history.noteGiven(values.map(\.name), of: device.name)
            // What is told of the surroundings is told once.
            if !isRetained, device == step.device { repeats.note(values, of: device, input: input, at: step.at) }
        case .message(let topic, let payload, let isRetained):
            let result = try stage.deliver(topic: topic, payload: payload, isRetained: isRetained, at: step.at)
            take(result.outputs)
            rejection = result.rejection ?? rejection
        case .level(let chip, let line, let isOn):
            take(try stage.deliver(chip: chip, line: line, isOn: isOn, at: step.at))
        case .silence(let inputs): repeats.silence(inputs, of: step.device)
        case .restart: take(try stage.restart(at: step.at))
        case .acknowledgement(let rule):
            take(try stage.acknowledge(rule, of: step.device.name, at: step.at))
        case .override(let actuator, let isOn, let milliseconds):
            take(
                try stage.override(
                    actuator, of: step.device.name, isOn: isOn, milliseconds: milliseconds, at: step.at))
        case .release(let actuator):
            take(try stage.override(actuator, of: step.device.name, isOn: nil, milliseconds: 0, at: step.at))
        }
    }

    private mutating func repeatReadings(before end: Int64) throws(Replay.Failure) {
        while let reading = repeats.next(before: end) {
            take(
                try stage.deliver(
                    reading.values, of: reading.device, input: stage.inputName(reading.input, of: reading.device),
                    isRetained: false, at: reading.due))
        }
    }

    private mutating func take(_ outputs: [Output]) {
        for output in outputs { history.note(output, at: stage.time(of: output.time)) }
    }

    // MARK: Judging

    private mutating func judge(_ step: TestStep) -> [TestFailure] {
        var failures: [TestFailure] = []
        if let rejection, step.expectation?.isRejectionExpected != true {
            failures.append(
                failure(step, expected: "a message that is taken", seen: "it was refused: \(rejection.name)"))
        }
        guard let expectation = step.expectation else { return failures }
        if expectation.isRejectionExpected, rejection == nil {
            failures.append(failure(step, expected: "a message that is refused", seen: "it was taken"))
        }
        let scene = Scene(step: step, stage: stage, history: history)
        for check in expectation.checks {
            guard let difference = scene.difference(check.kind) else { continue }
            failures.append(
                TestFailure(
                    mark: check.mark, at: step.at, expected: difference.expected, seen: difference.seen,
                    context: scene.context))
        }
        history.closeWindow(at: step.at)
        return failures
    }

    private func failure(_ step: TestStep, expected: String, seen: String) -> TestFailure {
        TestFailure(
            mark: step.mark, at: step.at, expected: expected, seen: seen,
            context: Scene(step: step, stage: stage, history: history).context)
    }
}

extension Output {
    /// When it happened, by the wall clock.
    fileprivate var time: Timestamp {
        switch self {
        case .event(let event): event.time
        case .command(let command): command.time
        case .summary(let summary): summary.time
        case .suppression(let suppression): suppression.time
        }
    }
}
