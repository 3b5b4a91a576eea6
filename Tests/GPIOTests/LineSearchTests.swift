import Testing

@testable import GPIO

@Suite("Finding a line")
struct LineSearchTests {
    static func chip(_ label: String, _ number: Int, _ names: [String?]) -> Chip {
        Chip(
            path: "/dev/gpiochip\(number)", aliases: [], name: "gpiochip\(number)", label: label,
            lines: names.enumerated().map { offset, name in
                Chip.Line(
                    offset: UInt32(offset), name: name, consumer: nil, isUsed: false, direction: .input,
                    isActiveLow: false)
            })
    }

    static let board = ChipSurvey(
        chips: [
            chip("pinctrl-rp1", 0, ["ID_SDA", "GPIO17", nil, "TWICE"]), chip("expander", 1, ["RELAY", "TWICE"]),
            chip("expander", 2, ["PUMP", "GPIO17"]),
        ], problems: [])

    static func find(_ chip: ChipName, _ line: LineName, in survey: ChipSurvey = board) throws(GPIOError) -> String {
        let place = try LineSearch.find(chip: chip, line: line, in: survey)
        return "\(place.chipPath):\(place.offset)"
    }

    @Test("a label and a name, or a label and an offset, lead to one line")
    func found() throws {
        #expect(try Self.find(.label("pinctrl-rp1"), .name("GPIO17")) == "/dev/gpiochip0:1")
        #expect(try Self.find(.label("pinctrl-rp1"), .offset(2)) == "/dev/gpiochip0:2")
    }

    @Test("a name that one of several chips has needs no chip, and two chips of a label are told apart by it")
    func told() throws {
        #expect(try Self.find(.any, .name("PUMP")) == "/dev/gpiochip2:0")
        #expect(try Self.find(.label("expander"), .name("RELAY")) == "/dev/gpiochip1:0")
    }

    @Test("a name or an offset that fits twice is an error that lists both places")
    func ambiguous() {
        for (chip, line) in [(ChipName.any, LineName.name("GPIO17")), (.label("expander"), .offset(1))] {
            let error = #expect(throws: GPIOError.self) { try Self.find(chip, line) }
            guard case .lineAmbiguous(_, let places)? = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(places.count == 2)
            #expect(places.allSatisfy { error?.message.contains($0.chipPath) == true })
        }
    }

    @Test("a chip that is not there is answered with those that are")
    func chipMissing() {
        let error = #expect(throws: GPIOError.self) { try Self.find(.label("pinctrl-bcm2711"), .offset(4)) }
        #expect(
            error?.description
                == """
                there is no GPIO chip "pinctrl-bcm2711": use the label of one that is here: pinctrl-rp1, expander, expander
                """)
    }

    @Test("a line that is not there is answered with the names and offsets that are")
    func lineMissing() {
        let error = #expect(throws: GPIOError.self) { try Self.find(.label("pinctrl-rp1"), .name("GPIO99")) }
        #expect(
            error?.description
                == "\"pinctrl-rp1\" has no line \"GPIO99\": offsets go from 0 to 3, names are ID_SDA, GPIO17, TWICE")
    }

    @Test("a chip that could not be opened is the answer when the wanted one was not found among the others")
    func closed() {
        let survey = ChipSurvey(
            chips: [Self.chip("other", 1, ["A"])], problems: [.notPermitted(path: "/dev/gpiochip0", code: 13)])
        for chip in [ChipName.label("pinctrl-rp1"), .any] {
            let error = #expect(throws: GPIOError.self) { try Self.find(chip, .name("GPIO17"), in: survey) }
            #expect(error?.message == "opening /dev/gpiochip0 is not permitted (Permission denied)")
            #expect(error?.mend.contains("group gpio") == true)
        }
    }

    @Test("a closed chip hides no line of another")
    func stillFound() throws {
        let survey = ChipSurvey(
            chips: [Self.chip("other", 1, ["A"])], problems: [.notPermitted(path: "/dev/gpiochip0", code: 13)])
        #expect(try Self.find(.label("other"), .name("A"), in: survey) == "/dev/gpiochip1:0")
    }
}
