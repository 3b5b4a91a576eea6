import Engine
import Telemetry
import TestSupport
import Testing

/// What the engine makes of a snapshot that is not what it wrote. The store's checksums see to it that none comes; whoever
/// gets one all the same must not be kept busy for ever.
@Suite struct DamageProperties {
    @Test("a snapshot with a changed bit is refused, or taken for a state that goes on and comes to an end")
    func bit() throws {
        var refused = 0
        var taken = 0
        try Campaign.run("a changed bit") { _, plan, inputs, generator in
            var generator = generator
            let cut = Int.random(in: 1...inputs.count, using: &generator)
            let engine = Run(plan, Array(inputs[..<cut])).engine
            let bytes = engine.snapshot()
            for _ in 0..<10 {
                var damaged = bytes
                let place = Int.random(in: bytes.indices, using: &generator)
                let bit = UInt8(1) << UInt8.random(in: 0..<8, using: &generator)
                damaged[place] ^= bit
                let restored: Engine
                do throws(MalformedBytes) {
                    restored = try Engine.restore(damaged, plan: plan).engine
                } catch {
                    refused += 1
                    continue
                }
                // A clock that is years off lets years pass: that comes to an end, but not within a test.
                guard restored.now == engine.now, restored.wallOffset == engine.wallOffset else { continue }
                taken += 1
                var run = Run(restored)
                for input in inputs[cut...] {
                    run.take(input)
                    let count = run.steps.last?.count ?? 0
                    if count > 10_000 { return "bit \(bit) of byte \(place): \(count) records after \(input.words)" }
                }
            }
            return nil
        }
        #expect(refused > 0 && taken > 0, "the control: damage of both kinds")
    }

    @Test("what a damaged snapshot says of clocks is refused where it would take for ever to pass")
    func clocks() throws {
        let plan = try PlanSketch(signals: [.init(name: "a")]).plan()
        for (now, wallOffset) in [(Int64.max, Int64(0)), (.min + 1, 0), (0, .max), (0, .min), (-1 << 46, 0)] {
            var run = Run(Engine(plan: plan))
            run.take(.start(at: 0, wallOffset: 0))
            var bytes = ByteReader(run.engine.snapshot())
            var damaged = ByteWriter()
            damaged.byte(try bytes.byte())
            damaged.text(try bytes.text())
            _ = (try bytes.signed(), try bytes.signed())
            damaged.signed(now)
            damaged.signed(wallOffset)
            while !bytes.isAtEnd { damaged.byte(try bytes.byte()) }
            #expect(throws: MalformedBytes.self) { try Engine.restore(damaged.bytes, plan: plan) }
        }
    }
}
