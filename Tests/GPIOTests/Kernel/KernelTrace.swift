/// The kernel's own record of what was done to GPIO lines while `body` ran.
struct KernelTrace {
    /// The electrical levels that were driven, in order, over all lines.
    private(set) var levels: [Bool] = []
    /// The directions that were set, in order, over all lines: "in" or "out".
    private(set) var directions: [String] = []

    private static let folder = "/sys/kernel/tracing"

    init(during body: () throws -> Void) throws {
        try KernelFiles.write("0", to: "\(Self.folder)/tracing_on")
        try KernelFiles.write("", to: "\(Self.folder)/trace")
        try KernelFiles.write("1", to: "\(Self.folder)/events/gpio/enable")
        try KernelFiles.write("1", to: "\(Self.folder)/tracing_on")
        let outcome = Result { try body() }
        try KernelFiles.write("0", to: "\(Self.folder)/events/gpio/enable")
        try outcome.get()
        for line in try KernelFiles.read("\(Self.folder)/trace").split(separator: "\n") {
            // A line ends in "gpio_value: 517 set 1" or "gpio_direction: 517 out (0)".
            let words = line.split(separator: " ").suffix(4).map(String.init)
            guard words.count == 4 else { continue }
            if words[0] == "gpio_value:", words[2] == "set" { levels.append(words[3] == "1") }
            if words[0] == "gpio_direction:" { directions.append(words[2]) }
        }
    }
}
