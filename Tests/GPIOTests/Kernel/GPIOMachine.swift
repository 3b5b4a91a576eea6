import Glibc

/// The virtual machine with GPIO chips that deploy/gpio-machine makes and runs.
enum GPIOMachine {
    /// Whether this process runs inside it, as its first process says through the environment.
    static let isHere = getenv("WEIR_GPIO_MACHINE").map { String(cString: $0) } == "1"
}
