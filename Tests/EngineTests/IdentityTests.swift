import Engine
import Telemetry
import Testing

@Suite struct IdentityTests {
    private static let sketch = PlanSketch(
        gateway: "plant1-gw3", signals: [.init(name: "t")],
        rules: [.init(name: "hot", when: "t > 80.0", set: [("fan", true)])],
        actuators: [.init(name: "fan", safe: false, rest: false)],
        summaries: [.init(name: "minute", every: 60_000, of: [("t", [.max])])], devices: ["pump-7", "pump-8"])

    private func identifiers(_ sketch: PlanSketch = Self.sketch, device: String = "pump-7") throws -> [String] {
        var rig = try Rig(sketch)
        var result: [String] = []
        func note(_ rig: Rig) { result += rig.records.compactMap { $0.identifier?.description } }
        _ = rig.start(at: 0)
        for (time, value) in [(1, 20.0), (2, 90.0), (3, 20.0)] as [(Int64, Double)] {
            _ = rig.read(at: time, ["t": .number(value)], device: device)
            note(rig)
        }
        _ = rig.pass(to: 60_000)
        note(rig)
        return result
    }

    /// Computed by another program from what the identities are made of.
    @Test("identifiers are the same in every version: stores and platforms hold them")
    func golden() throws {
        #expect(
            try identifiers() == [
                "bee3f0270490f45b4e43d09cb507c820",
                "ac4bab3b5e383fa4f4774d7e0456ab7a",
                "ac6209ae2c9981d406a9599c4d29e449",
                "7ff92a91426e38915db31a90c1540251",
                "c5c28fb7f7d031aab65bafa2b0b06363",
            ])
    }

    @Test("what happens after a store was lost is not taken for what happened before; a restart goes on as before")
    func epochs() throws {
        func identifiers(epoch: Int64, restarts: Bool) throws -> [String] {
            var rig = try Rig(Self.sketch)
            var start = Input.start(at: 0, wallOffset: 0)
            start.epoch = epoch
            _ = rig.take(start)
            _ = rig.read(at: 1, ["t": 20.0], device: "pump-7")
            if restarts { rig = try rig.restored() }
            _ = rig.read(at: 2, ["t": 90.0], device: "pump-7")
            return rig.records.compactMap { $0.identifier?.description }
        }
        let first = try identifiers(epoch: 1, restarts: false)
        #expect(first.count == 2)
        #expect(try identifiers(epoch: 1, restarts: true) == first)
        #expect(
            Set(try identifiers(epoch: 2, restarts: false) + first + identifiers(epoch: 0, restarts: false)).count == 6)
    }

    @Test("gateway and device are part of every identity")
    func scope() throws {
        var other = Self.sketch
        other.gateway = "plant1-gw4"
        let all = try identifiers() + identifiers(other) + identifiers(device: "pump-8")
        #expect(Set(all).count == 15)
    }

    @Test("every output of a run has an identity of its own, raised and cleared alike")
    func unique() throws {
        var rig = try Rig(Self.sketch)
        _ = rig.start(at: 0)
        var seen: Set<Identifier> = []
        var count = 0
        for time in Int64(1)..<2_000 {
            _ = rig.read(
                at: time * 100, ["t": time % 2 == 0 ? 90.0 : 20.0], device: time % 3 == 0 ? "pump-8" : "pump-7")
            for identifier in rig.records.compactMap(\.identifier) {
                seen.insert(identifier)
                count += 1
            }
        }
        #expect(count > 2_000 && seen.count == count)
    }

    @Test("an event's identity comes from the reading that began it, not from what else happened meanwhile")
    func cause() throws {
        var sketch = Self.sketch
        sketch.rules[0].hold = 10
        func raised(passing: [Int64]) throws -> [Identifier] {
            var rig = try Rig(sketch)
            _ = rig.start(at: 0)
            _ = rig.read(at: 1, ["t": 90.0], device: "pump-7")
            for time in passing { _ = rig.pass(to: time) }
            _ = rig.pass(to: 11)
            return rig.records.compactMap(\.identifier)
        }
        let plain = try raised(passing: [])
        #expect(plain.count == 2)
        #expect(try raised(passing: [2, 3, 10]) == plain)
    }
}
