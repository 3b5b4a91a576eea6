import Engine
import Telemetry
import TestSupport
import Testing

@Suite struct ReplayProperties {
    @Test("the same inputs give the same bytes, and the same state")
    func replay() throws {
        var records = 0
        try Campaign.run("replay equality") { _, plan, inputs, _ in
            let first = Run(plan, inputs)
            let second = Run(plan, inputs)
            records += first.outputs.count
            if first.engine.snapshot() != second.engine.snapshot() { return "the snapshots differ" }
            return Campaign.difference(first.lines, second.lines)
        }
        #expect(records > 100, "the control: random traces have consequences")
    }

    @Test("an engine restored after every input says the same, and its snapshot is the same to the byte")
    func restoreAfterEveryInput() throws {
        try Campaign.run("restore after every input") { _, plan, inputs, _ in
            var straight = Run(Engine(plan: plan))
            var interrupted = Run(Engine(plan: plan))
            for input in inputs {
                straight.take(input)
                interrupted.take(input)
                try interrupted.restart(under: plan)
                let expected = straight.steps.last?.map(\.json) ?? []
                if let difference = Campaign.difference(expected, interrupted.steps.last?.map(\.json) ?? []) {
                    return difference
                }
                if straight.engine.snapshot() != interrupted.engine.snapshot() {
                    return "the snapshots differ after: \(input.words)"
                }
            }
            return nil
        }
    }

    @Test("an engine restored once, anywhere, says the same for ever after")
    func restoreOnce() throws {
        try Campaign.run("restore once") { _, plan, inputs, generator in
            var generator = generator
            let straight = Run(plan, inputs)
            let cut = Int.random(in: 0...inputs.count, using: &generator)
            var interrupted = Run(plan, Array(inputs[..<cut]))
            try interrupted.restart(under: plan)
            for input in inputs[cut...] { interrupted.take(input) }
            return Campaign.difference(straight.lines, interrupted.lines)
        }
    }

    @Test("coarser or finer ticks change nothing")
    func ticks() throws {
        try Campaign.run("ticks") { _, plan, inputs, generator in
            var generator = generator
            var finer: [Input] = []
            var now = inputs.first?.now.milliseconds ?? 0
            for input in inputs {
                while now < input.now.milliseconds {
                    now += Int64.random(in: 1...4, using: &generator)
                    if now < input.now.milliseconds { finer.append(.passing(at: now)) }
                }
                finer.append(input)
            }
            let last = inputs.last
            let coarser = inputs.filter { $0.kind != .passing || $0.now == last?.now }
            let lines = Run(plan, inputs).lines
            return Campaign.difference(lines, Run(plan, finer).lines)
                ?? Campaign.difference(lines, Run(plan, coarser).lines)
        }
    }

    @Test("inputs written to the journal and read back do the same")
    func journal() throws {
        try Campaign.run("journal") { _, plan, inputs, _ in
            var bytes = ByteWriter()
            for input in inputs { input.write(to: &bytes) }
            var reader = ByteReader(bytes.bytes)
            let read = try inputs.map { _ in try Input(from: &reader) }
            guard reader.isAtEnd else { return "something is left to read" }
            return Campaign.difference(inputs.map(\.words), read.map(\.words))
                ?? Campaign.difference(Run(plan, inputs).lines, Run(plan, read).lines)
        }
    }

    /// Without admissions of devices that are there already or that there is no place for: the agent asks before.
    private func journalled(_ inputs: [Input], _ plan: Plan) -> [Input] {
        var run = Run(Engine(plan: plan))
        return inputs.filter { input in
            let isRefused =
                input.kind == .admission
                && (run.engine.device(named: input.name) != nil || !run.engine.mayAdmit(template: input.template))
            return !isRefused && run.take(input)
        }
    }

    @Test("snapshot, then the journal since, is where the engine was: after a crash at any input")
    func snapshotAndJournal() throws {
        try Campaign.run("snapshot and journal") { _, plan, inputs, generator in
            var generator = generator
            let inputs = journalled(inputs, plan)
            let cut = Int.random(in: 0...inputs.count, using: &generator)
            let before = Run(plan, Array(inputs[..<cut]))
            var (engine, translation) = try Engine.restore(before.engine.snapshot(), plan: plan)
            var outputs = Outputs()
            for input in inputs[cut...] where engine.accepts(input) {
                guard let translated = translation.translate(input, engine: engine) else { continue }
                engine.step(translated, into: &outputs)
            }
            let straight = Run(plan, inputs)
            if engine.snapshot() != straight.engine.snapshot() { return "the snapshots differ" }
            return Campaign.difference(
                straight.steps[cut...].flatMap(\.self).map(\.json), outputs.records.map(\.json))
        }
    }
}
