import Glibc
import Testing

@testable import GPIO

extension KernelGPIO {
    /// Makes pulses that are far enough apart for the simulated chip, which keeps one interrupt a line.
    private static func pulse(_ chip: KernelChipUnderTest, _ offset: Int, count: Int) throws {
        for _ in 0..<count {
            try chip.pull(offset, up: true)
            usleep(300)
            try chip.pull(offset, up: false)
            usleep(300)
        }
    }

    @Test("pulses that the kernel's queue had no room for are counted by the kernel's own numbers")
    func pulsesBeyondTheQueue() throws {
        let chip = try KernelChipUnderTest(label: "weir-count", pins: [.init(23, "GPIO23")])
        let input = try InputLine(chip: .label("weir-count"), line: .name("GPIO23"), edges: .rising)
        for count in [1, 40, 700] {
            try Self.pulse(chip, 23, count: count)
            var told = 0
            var lost: Int64 = 0
            while try Self.wait(for: input, milliseconds: 200) { lost += try input.drain { _ in told += 1 }.count }
            #expect(told + Int(lost) == count)
            #expect(told <= 256)
            #expect((lost > 0) == (count > 256))
        }
    }

    @Test("the kernel holds bounce back: a contact that bounces at 1 kHz is one edge")
    func kernelDebounce() throws {
        let chip = try KernelChipUnderTest(label: "weir-bounce", pins: [.init(17, "GPIO17")])
        let input = try InputLine(
            chip: .label("weir-bounce"), line: .name("GPIO17"), edges: .rising, debounceMilliseconds: 20)
        #expect(input.isDebounced)
        for number in 0..<41 {
            try chip.pull(17, up: number.isMultiple(of: 2))
            usleep(500)
        }
        let edges = try Self.edges(1, from: input)
        #expect(edges.map(\.kind) == [.rising])
        #expect(try Self.wait(for: input, milliseconds: 100) == false)
        #expect(try input.level())
    }

    @Test("an encoder's two lines are one shaft: its edges in the order of their times are its steps")
    func encoder() throws {
        let chip = try KernelChipUnderTest(label: "weir-encoder", pins: [.init(5, "A"), .init(6, "B")])
        let a = try InputLine(chip: .label("weir-encoder"), line: .name("A"))
        let b = try InputLine(chip: .label("weir-encoder"), line: .name("B"))
        let cycle = [(true, false), (true, true), (false, true), (false, false)]
        for number in 0..<40 {
            try chip.pull(5, up: cycle[number % 4].0)
            try chip.pull(6, up: cycle[number % 4].1)
            usleep(300)
        }
        var edges: [(EdgeEvent, isSecond: Bool)] = []
        while try Self.wait(for: a, milliseconds: 100) { _ = try a.drain { edges.append(($0, false)) } }
        while try Self.wait(for: b, milliseconds: 100) { _ = try b.drain { edges.append(($0, true)) } }
        edges.sort { $0.0.timestampNanoseconds < $1.0.timestampNanoseconds }
        var decoder = QuadratureDecoder(a: false, b: false, position: 0)
        for (edge, isSecond) in edges {
            if isSecond { decoder.moveB(to: edge.level) } else { decoder.moveA(to: edge.level) }
        }
        #expect(decoder.position == 40)
        #expect(decoder.missed == 0)
    }
}
