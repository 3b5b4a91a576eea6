import Glibc
import TestSupport
import Testing

@testable import GPIO

@Suite("Device nodes of chips")
struct ChipNodesTests {
    /// A folder that looks like /dev: `links` are symbolic links to character devices that are no GPIO chips.
    private func withFolder(_ links: [String: String], _ body: (String) throws -> Void) rethrows {
        let directory = TemporaryDirectory("weir-gpio")
        for (name, target) in links { symlink(target, directory.file(name)) }
        try withExtendedLifetime(directory) { try body(directory.path) }
    }

    @Test("two nodes that lead to one device are one chip with an alias")
    func aliases() {
        withFolder(["gpiochip0": "/dev/null", "gpiochip4": "/dev/null", "gpiochip10": "/dev/zero", "tty": "/dev/zero"])
        {
            folder in
            #expect(
                ChipNodes.all(in: folder) == [
                    ChipNodes.Node(path: "\(folder)/gpiochip0", aliases: ["\(folder)/gpiochip4"]),
                    ChipNodes.Node(path: "\(folder)/gpiochip10", aliases: []),
                ])
        }
    }

    @Test("a node that is no chip is a problem of the survey, not an end to it")
    func notAChip() {
        withFolder(["gpiochip0": "/dev/null"]) { folder in
            let survey = Chips.list(in: folder)
            #expect(survey.chips.isEmpty)
            #expect(survey.problems.map(\.message) == ["\(folder)/gpiochip0 is not a GPIO chip"])
        }
    }

    @Test("a system without GPIO has no chips and no problems")
    func none() {
        let survey = Chips.list(in: "/nonexistent")
        #expect(survey.chips.isEmpty)
        #expect(survey.problems.isEmpty)
    }

    @Test("a path that is not there, and one that is no chip, say so")
    func paths() {
        for (path, message) in [
            ("/dev/gpiochip-none", "there is no GPIO chip \"/dev/gpiochip-none\""),
            ("/dev/null", "/dev/null is not a GPIO chip"),
        ] {
            let error = #expect(throws: GPIOError.self) { try LineSearch.find(chip: .path(path), line: .offset(0)) }
            #expect(error?.message == message)
        }
    }
}
