import Glibc
import Testing

@testable import GPIO

extension KernelGPIO {
    @Test("an input reads the level of its pin")
    func level() throws {
        let chip = try KernelChipUnderTest(label: "weir-level", pins: [.init(17, "GPIO17")])
        let input = try InputLine(chip: .label("weir-level"), line: .name("GPIO17"))
        #expect(try input.level() == false)
        try chip.pull(17, up: true)
        #expect(try input.level() == true)
        #expect(input.place.description == "GPIO17 (offset 17 of weir-level, \(chip.path))")
    }

    @Test("edges arrive in order, each with the kernel's monotonic time")
    func edges() throws {
        let chip = try KernelChipUnderTest(label: "weir-edges", pins: [.init(17, "GPIO17")])
        let input = try InputLine(chip: .label("weir-edges"), line: .name("GPIO17"))
        let before = Self.monotonicNanoseconds()
        var edges: [EdgeEvent] = []
        for up in [true, false, true] {
            try chip.pull(17, up: up)
            edges += try Self.edges(1, from: input)
        }
        let after = Self.monotonicNanoseconds()
        #expect(edges.map(\.kind) == [.rising, .falling, .rising])
        let times = edges.map(\.timestampNanoseconds)
        #expect(times == times.sorted())
        #expect(times.allSatisfy { $0 > before && $0 < after })
    }

    @Test("an edge that was not asked for does not arrive", arguments: [Edges.rising, .falling])
    func oneKindOfEdge(edges: Edges) throws {
        let chip = try KernelChipUnderTest(label: "weir-kind", pins: [.init(4)])
        let input = try InputLine(chip: .label("weir-kind"), line: .offset(4), edges: edges)
        for up in [true, false, true, false] { try chip.pull(4, up: up) }
        let seen = try Self.edges(2, from: input)
        #expect(seen.map(\.kind) == Array(repeating: edges == .rising ? .rising : .falling, count: 2))
        #expect(try Self.wait(for: input, milliseconds: 100) == false)
    }

    @Test("draining an input without edges returns at once")
    func emptyDrain() throws {
        let chip = try KernelChipUnderTest(label: "weir-empty", pins: [.init(4)])
        let input = try InputLine(chip: .label("weir-empty"), line: .offset(4))
        #expect(try input.drain { _ in Issue.record("an edge out of nothing") } == .none)
        let polled = try InputLine(chip: .label(chip.label), line: .offset(5), edges: .none)
        #expect(polled.descriptor == nil)
        #expect(try polled.drain { _ in Issue.record("an edge out of nothing") } == .none)
        #expect(try polled.level() == false)
    }

    @Test("on an active-low input a pin pulled to ground is on, and that is a rising edge")
    func activeLow() throws {
        let chip = try KernelChipUnderTest(label: "weir-low", pins: [.init(17, "GPIO17")])
        try chip.pull(17, up: true)
        let input = try InputLine(chip: .label("weir-low"), line: .name("GPIO17"), activeLow: true)
        #expect(try input.level() == false)
        try chip.pull(17, up: false)
        #expect(try Self.edges(1, from: input).map(\.kind) == [.rising])
        #expect(try input.level() == true)
        try chip.pull(17, up: true)
        #expect(try Self.edges(1, from: input).map(\.kind) == [.falling])
    }

    @Test("the bias asked for is set on the pin", arguments: [Bias.pullUp, .pullDown])
    func bias(bias: Bias) throws {
        let chip = try KernelChipUnderTest(label: "weir-bias", pins: [.init(3)])
        try chip.pull(3, up: bias == .pullDown)
        let input = try InputLine(chip: .label("weir-bias"), line: .offset(3), bias: bias)
        #expect(try chip.pull(of: 3) == bias.rawValue)
        #expect(try input.level() == (bias == .pullUp))
    }

    @Test("after a burst the kernel had no room for, the loss is told and the level is right")
    func burst() throws {
        let chip = try KernelChipUnderTest(label: "weir-burst", pins: [.init(17, "GPIO17")])
        let input = try InputLine(chip: .label("weir-burst"), line: .name("GPIO17"))
        // Odd and even, so that the last level is not the one it began with by chance.
        for count in [100, 101, 701] {
            let begin = try input.level()
            for number in 1...count { try chip.pull(17, up: begin != !number.isMultiple(of: 2)) }
            var drained = 0
            var lost: Int64 = 0
            while try Self.wait(for: input, milliseconds: 200) {
                lost += try input.drain({ _ in drained += 1 }).count
            }
            // The simulated chip keeps one interrupt a line, so it may see fewer than were made, and never more.
            #expect(drained > 0)
            #expect(drained + Int(lost) <= count)
            let end = begin != !count.isMultiple(of: 2)
            #expect(try input.level() == end)
            #expect(try chip.value(17) == end)
        }
    }

    @Test("a chip that is unplugged is an error within a second, and can be had again when it is back")
    func unplug() throws {
        let chip = try KernelChipUnderTest(label: "weir-plug", pins: [.init(17, "GPIO17")])
        var input: InputLine? = try InputLine(chip: .label("weir-plug"), line: .name("GPIO17"))
        let output = try OutputLine(chip: .label("weir-plug"), line: .offset(18), initial: true)
        try chip.unplug()
        // On Linux 6.1 nothing wakes the poll; then the read that the agent does every second has to tell.
        if try Self.wait(for: #require(input), milliseconds: 1_000) {
            let error = #expect(throws: GPIOError.self) { _ = try input?.drain { _ in } }
            guard case .unplugged? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
        for action in [{ _ = try input?.level() }, { try output.set(false) }, { _ = try output.get() }] {
            let error = #expect(throws: GPIOError.self) { try action() }
            #expect(error?.message.hasPrefix("the chip of line") == true)
        }
        let gone = #expect(throws: GPIOError.self) {
            try InputLine(chip: .label("weir-plug"), line: .name("GPIO17"))
        }
        #expect(gone?.message == "there is no GPIO chip \"weir-plug\"")
        input = nil
        let again = try KernelChipUnderTest(label: "weir-plug", pins: [.init(17, "GPIO17")])
        let second = try InputLine(chip: .label("weir-plug"), line: .name("GPIO17"))
        try again.pull(17, up: true)
        #expect(try Self.edges(1, from: second).map(\.kind) == [.rising])
    }
}
