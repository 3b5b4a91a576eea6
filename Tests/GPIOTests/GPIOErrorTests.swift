import GPIO
import Glibc
import Testing

@Suite("What errors say")
struct GPIOErrorTests {
    static let place = LinePlace(chipLabel: "pinctrl-rp1", chipPath: "/dev/gpiochip0", offset: 17, name: "GPIO17")

    @Test("a line that is in use says by whom")
    func busy() {
        #expect(
            GPIOError.busy(Self.place, consumer: "spi0 CS0").message
                == "line GPIO17 (offset 17 of pinctrl-rp1, /dev/gpiochip0) is in use by \"spi0 CS0\"")
        #expect(GPIOError.busy(Self.place, consumer: nil).message.hasSuffix("is in use"))
    }

    @Test("a sandbox and a node's permissions have different mends")
    func permission() {
        #expect(
            GPIOError.notPermitted(path: "/dev/gpiochip0", code: EPERM).mend.contains("DeviceAllow=char-gpiochip rw"))
        #expect(GPIOError.notPermitted(path: "/dev/gpiochip0", code: EACCES).mend.contains("/etc/udev/rules.d/"))
    }

    @Test("no chips at all is not answered with an empty list")
    func none() {
        #expect(GPIOError.chipMissing(.any, found: []).description.contains("enable its driver"))
    }
}
