import Glibc
import Testing

@testable import GPIO

extension KernelGPIO {
    @Test("an output drives its pin, and reads back what it drives")
    func output() throws {
        let chip = try KernelChipUnderTest(label: "weir-out", pins: [.init(27, "GPIO27")])
        let output = try OutputLine(chip: .label("weir-out"), line: .name("GPIO27"), initial: false)
        for level in [true, false, true] {
            try output.set(level)
            #expect(try chip.value(27) == level)
            #expect(try output.get() == level)
        }
    }

    @Test("an output has its initial level from the first moment, and release sets none", arguments: [true, false])
    func noGlitch(initial: Bool) throws {
        let chip = try KernelChipUnderTest(label: "weir-glitch", pins: [.init(27, "GPIO27")])
        try chip.pull(27, up: !initial)
        let levels = try KernelTrace {
            let output = try OutputLine(chip: .label("weir-glitch"), line: .name("GPIO27"), initial: initial)
            #expect(try chip.value(27) == initial)
            try output.set(initial)
        }.levels
        #expect(!levels.isEmpty && levels.allSatisfy { $0 == initial })
        // gpio-sim, like upstream kernels, makes a released line an input: it follows its pull again.
        #expect(try chip.value(27) == !initial)
        // The control: a level that was driven, however briefly, does show in the trace.
        let flicker = try KernelTrace {
            let output = try OutputLine(chip: .label("weir-glitch"), line: .name("GPIO27"), initial: !initial)
            try output.set(initial)
        }.levels
        #expect(flicker.contains(!initial))
    }

    @Test("an active-low output that is on pulls its pin to ground, from its first moment")
    func activeLowOutput() throws {
        let chip = try KernelChipUnderTest(label: "weir-lowout", pins: [.init(27)])
        try chip.pull(27, up: true)
        let levels = try KernelTrace {
            let output = try OutputLine(
                chip: .label("weir-lowout"), line: .offset(27), initial: true, activeLow: true)
            #expect(try chip.value(27) == false)
            #expect(try output.get() == true)
        }.levels
        #expect(!levels.isEmpty && levels.allSatisfy { $0 == false })
    }

    @Test("an open-drain output only pulls down, and lets the pin go for on")
    func openDrain() throws {
        let chip = try KernelChipUnderTest(label: "weir-drain", pins: [.init(27)])
        let output = try OutputLine(chip: .label("weir-drain"), line: .offset(27), initial: false, drive: .openDrain)
        try chip.pull(27, up: true)
        #expect(try chip.value(27) == false, "driven to ground, the pull-up has no say")
        // gpio-sim has no open drain of its own, so the kernel lets go by making the line an input.
        #expect(try KernelTrace { try output.set(true) }.directions == ["in"])
        #expect(try KernelTrace { try output.set(false) }.directions == ["out"])
        #expect(try chip.value(27) == false)
    }

    @Test("lines that are let go leave no descriptor behind")
    func descriptors() throws {
        let chip = try KernelChipUnderTest(label: "weir-leak", pins: [.init(1), .init(2)])
        let before = try Self.openDescriptors()
        for _ in 0..<50 {
            let input = try InputLine(chip: .label(chip.label), line: .offset(1))
            let output = try OutputLine(chip: .label(chip.label), line: .offset(2), initial: true)
            #expect(throws: GPIOError.self) {
                try OutputLine(chip: .label(chip.label), line: .offset(2), initial: true)
            }
            _ = try input.level() == output.get()
        }
        #expect(try Self.openDescriptors() == before)
    }
}
