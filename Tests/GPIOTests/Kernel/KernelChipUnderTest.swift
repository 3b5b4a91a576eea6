import Glibc
import Testing

/// A chip made by the kernel's gpio-sim: to all others a chip like any, whose pins this object holds from outside.
final class KernelChipUnderTest {
    struct Pin {
        var offset: Int
        var name: String?
        /// The name under which the kernel itself holds the line.
        var hog: String?

        init(_ offset: Int, _ name: String? = nil, hog: String? = nil) {
            self.offset = offset
            self.name = name
            self.hog = hog
        }
    }

    private let folder: String
    private let pins: [Pin]
    private let system: String
    private(set) var isPluggedIn = true
    let label: String
    let path: String

    init(label: String, lines: Int = 28, pins: [Pin]) throws {
        self.label = label
        self.pins = pins
        // Any name does; this one is free for as long as the object lives.
        folder = "/sys/kernel/config/gpio-sim/weir-\(getpid())-\(UInt64.random(in: 0 ... .max))"
        try KernelFiles.makeFolder(folder)
        try KernelFiles.makeFolder("\(folder)/bank")
        try KernelFiles.write("\(lines)", to: "\(folder)/bank/num_lines")
        try KernelFiles.write(label, to: "\(folder)/bank/label")
        for pin in pins {
            let line = "\(folder)/bank/line\(pin.offset)"
            try KernelFiles.makeFolder(line)
            if let name = pin.name { try KernelFiles.write(name, to: "\(line)/name") }
            guard let hog = pin.hog else { continue }
            try KernelFiles.makeFolder("\(line)/hog")
            try KernelFiles.write(hog, to: "\(line)/hog/name")
            try KernelFiles.write("output-low", to: "\(line)/hog/direction")
        }
        try KernelFiles.write("1", to: "\(folder)/live")
        let device = try KernelFiles.read("\(folder)/dev_name")
        let chip = try KernelFiles.read("\(folder)/bank/chip_name")
        system = "/sys/devices/platform/\(device)/\(chip)"
        path = "/dev/\(chip)"
    }

    deinit {
        if isPluggedIn, (try? KernelFiles.write("0", to: "\(folder)/live")) == nil {
            Issue.record("\(folder) could not be taken down")
        }
        for pin in pins {
            if pin.hog != nil { rmdir("\(folder)/bank/line\(pin.offset)/hog") }
            rmdir("\(folder)/bank/line\(pin.offset)")
        }
        rmdir("\(folder)/bank")
        rmdir(folder)
    }

    /// Moves a pin from outside, as a contact would: what the line reads while it is an input.
    func pull(_ offset: Int, up: Bool) throws {
        try KernelFiles.write(up ? "pull-up" : "pull-down", to: "\(system)/sim_gpio\(offset)/pull")
    }

    func pull(of offset: Int) throws -> String {
        try KernelFiles.read("\(system)/sim_gpio\(offset)/pull")
    }

    /// The electrical level of a pin.
    func value(_ offset: Int) throws -> Bool {
        try KernelFiles.read("\(system)/sim_gpio\(offset)/value") == "1"
    }

    /// Takes the chip away while it is in use.
    func unplug() throws {
        try KernelFiles.write("0", to: "\(folder)/live")
        isPluggedIn = false
    }
}
