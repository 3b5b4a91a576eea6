import Testing

@testable import GPIO

@Suite("Names of chips and lines")
struct AddressingTests {
    @Test("a chip is a label, a path, or any when nothing is said")
    func chips() {
        #expect(ChipName("pinctrl-rp1") == .label("pinctrl-rp1"))
        #expect(ChipName("/dev/gpiochip-relays") == .path("/dev/gpiochip-relays"))
        #expect(ChipName(nil) == .any)
        #expect(ChipName("") == nil)
    }

    @Test("digits are an offset, other text is a name, and neither is ever guessed")
    func lines() {
        #expect(LineName("GPIO17") == .name("GPIO17"))
        #expect(LineName("17") == .offset(17))
        #expect(LineName("017") == .offset(17))
        #expect(LineName("-1") == .name("-1"))
        #expect(LineName("+1") == .name("+1"))
        #expect(LineName("4294967296") == nil)
        #expect(LineName("") == nil)
    }

    @Test(
        "a consumer's name keeps whole characters within the kernel's 31 bytes",
        arguments: [
            ("weir", "weir"),
            ("weir pump-7.fan of the north hall", "weir pump-7.fan of the north ha"),
            ("weir kjølevifte nord, pumpe 7 ø", "weir kjølevifte nord, pumpe 7 "),
        ])
    func consumer(text: String, expected: String) {
        #expect(ConsumerName.fitting(text) == expected)
        #expect(ConsumerName.fitting(text).utf8.count <= ConsumerName.maximumBytes)
    }
}
