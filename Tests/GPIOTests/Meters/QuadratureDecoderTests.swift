import GPIO
import TestSupport
import Testing

@Suite("QuadratureDecoder")
struct QuadratureDecoderTests {
    private static let cycle = [(false, false), (true, false), (true, true), (false, true)]

    @Test("a turn where A leads is four steps up a cycle, and back again four down")
    func turn() {
        var decoder = QuadratureDecoder(a: false, b: false, position: 10)
        for (a, b) in Self.cycle.dropFirst() + [Self.cycle[0]] { decoder.move(a: a, b: b) }
        #expect(decoder.position == 14)
        for (a, b) in Self.cycle.reversed() { decoder.move(a: a, b: b) }
        #expect(decoder.position == 10)
        #expect(decoder.missed == 0)
    }

    @Test("bounce of one line leads back to where it was")
    func bounce() {
        var decoder = QuadratureDecoder(a: false, b: false, position: 0)
        for level in [true, false, true, false, true] { decoder.moveA(to: level) }
        #expect(decoder.position == 1)
        for level in [true, false, true] { decoder.moveB(to: level) }
        #expect(decoder.position == 2)
    }

    @Test("a step of both lines at once has no direction: it is counted as missed, and moves nothing")
    func missed() {
        var decoder = QuadratureDecoder(a: false, b: false, position: 0)
        decoder.move(a: true, b: true)
        #expect(decoder.position == 0)
        #expect(decoder.missed == 2)
        decoder.moveB(to: false)
        #expect(decoder.position == -1)
    }

    @Test("over random walks of one edge at a time the position is that of the shaft")
    func random() {
        let seed = Trials.seed()
        var generator = SeededGenerator(seed)
        var decoder = QuadratureDecoder(a: false, b: false, position: 0)
        var shaft = 0
        for _ in 0..<100_000 {
            shaft += Bool.random(using: &generator) ? 1 : -1
            let (a, b) = Self.cycle[(shaft % 4 + 4) % 4]
            decoder.move(a: a, b: b)
            #expect(decoder.position == Int64(shaft), "seed \(seed)")
        }
        #expect(decoder.missed == 0)
    }
}
