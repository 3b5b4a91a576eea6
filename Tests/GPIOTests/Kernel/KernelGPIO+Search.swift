import Glibc
import Testing

@testable import GPIO

extension KernelGPIO {
    @Test("a line is found by its chip's label with its name or offset, by its name alone, and by the chip's path")
    func found() throws {
        let other = try KernelChipUnderTest(label: "weir-other", pins: [.init(17, "OTHER17")])
        let chip = try KernelChipUnderTest(label: "weir-find", pins: [.init(17, "GPIO17")])
        for (name, line) in [
            (ChipName.label("weir-find"), LineName.name("GPIO17")), (.label("weir-find"), .offset(17)),
            (.any, .name("GPIO17")), (.path(chip.path), .offset(17)),
        ] {
            let input = try InputLine(chip: name, line: line)
            #expect(
                input.place == LinePlace(chipLabel: "weir-find", chipPath: chip.path, offset: 17, name: "GPIO17"))
        }
        #expect(try InputLine(chip: .any, line: .name("OTHER17")).place.chipPath == other.path)
    }

    @Test("a line that a driver holds is an error that names the holder")
    func busy() throws {
        let chip = try KernelChipUnderTest(label: "weir-busy", pins: [.init(5, "FAN", hog: "fan-driver")])
        let error = #expect(throws: GPIOError.self) {
            try OutputLine(chip: .label("weir-busy"), line: .name("FAN"), initial: false)
        }
        #expect(error?.message == "line FAN (offset 5 of weir-busy, \(chip.path)) is in use by \"fan-driver\"")
    }

    @Test("a line that Weir holds shows its consumer's name, cut to what the kernel keeps")
    func consumer() throws {
        let chip = try KernelChipUnderTest(label: "weir-consumer", pins: [.init(5)])
        let held = try InputLine(
            chip: .label(chip.label), line: .offset(5), consumer: "weir pump-7.guard_door of the north hall")
        let error = #expect(throws: GPIOError.self) { try InputLine(chip: .label(chip.label), line: .offset(5)) }
        guard case .busy(held.place, consumer: "weir pump-7.guard_door of the n")? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("a name that two lines have is an error that lists both")
    func duplicate() throws {
        let chip = try KernelChipUnderTest(label: "weir-twice", pins: [.init(3, "RELAY"), .init(9, "RELAY")])
        let error = #expect(throws: GPIOError.self) { try InputLine(chip: .label("weir-twice"), line: .name("RELAY")) }
        guard case .lineAmbiguous(_, let places)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(places.map(\.offset) == [3, 9])
        #expect(places.allSatisfy { $0.chipPath == chip.path })
    }

    @Test("an offset beyond the chip is an error that says how far they go")
    func beyond() throws {
        let chip = try KernelChipUnderTest(label: "weir-beyond", lines: 8, pins: [])
        let error = #expect(throws: GPIOError.self) { try InputLine(chip: .label(chip.label), line: .offset(8)) }
        #expect(
            error?.description
                == "\"weir-beyond\" has no line offset 8: its lines have no names; offsets go from 0 to 7")
    }

    @Test("without permission the error says which group and rule mend it")
    func permission() throws {
        let chip = try KernelChipUnderTest(label: "weir-closed", pins: [.init(5)])
        // Only the effective user changes, for the length of the call, so that root can be taken back.
        try #require(seteuid(65_534) == 0)
        let outcome = Result { try InputLine(chip: .label("weir-closed"), line: .offset(5)) }
        try #require(seteuid(0) == 0)
        let error = #expect(throws: GPIOError.self) { try outcome.get() }
        guard case .notPermitted(chip.path, EACCES)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("the list of chips shows labels, names, consumers, use and direction")
    func list() throws {
        let chip = try KernelChipUnderTest(
            label: "weir-list", lines: 6, pins: [.init(1, "DOOR"), .init(2, "FAN"), .init(5, "LED", hog: "led-driver")])
        let input = try InputLine(
            chip: .label("weir-list"), line: .name("DOOR"), activeLow: true, consumer: "weir door")
        let output = try OutputLine(chip: .label("weir-list"), line: .name("FAN"), initial: true, consumer: "weir fan")
        let survey = Chips.list()
        #expect(survey.problems.isEmpty)
        let found = try #require(survey.chips.first { $0.label == "weir-list" })
        #expect(found.path == chip.path)
        #expect(found.path == "/dev/\(found.name)")
        #expect(found.lines.map(\.name) == [nil, "DOOR", "FAN", nil, nil, "LED"])
        #expect(found.lines.map(\.consumer) == [nil, "weir door", "weir fan", nil, nil, "led-driver"])
        #expect(found.lines.map(\.isUsed) == [false, true, true, false, false, true])
        #expect(found.lines[1].isActiveLow)
        #expect(found.lines[2].direction == .output)
        #expect(found.lines[1].direction == .input)
        _ = (input.place, output.place)
    }
}
