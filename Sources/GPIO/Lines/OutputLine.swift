/// An output line of a kernel GPIO chip, held from creation until it is deallocated.
///
/// **On release the level is not touched by Weir**: whoever lets an output go writes its safe value first. What the
/// kernel then does differs: upstream kernels (and gpio-sim) return the line to an input, so the pin floats or follows
/// its pull resistor; Raspberry Pi's kernel keeps it driven at its last level, unless booted with
/// `dtparam=strict_gpiod`. The same happens when the process is killed.
public final class OutputLine: DigitalOutput {
    public let place: LinePlace
    private let request: KernelRequest

    /// Finds the line and requests it as an output that has the level `initial` from its first moment on.
    ///
    /// - Parameters:
    ///   - initial: the logical level; it is part of the request, so no other level is driven before it.
    ///   - consumer: the name others see as the holder; cut to 31 bytes, which is all the kernel keeps.
    /// - Throws: what is in the way, with its mend: the chip or line is missing or named twice, held by another
    ///   consumer, or not permitted.
    public init(
        chip: ChipName, line: LineName, initial: Bool, activeLow: Bool = false, drive: Drive = .pushPull,
        bias: Bias = .asIs, consumer: String = "weir"
    ) throws(GPIOError) {
        place = try LineSearch.find(chip: chip, line: line)
        request = try KernelRequest(
            KernelWish(
                place: place, consumer: consumer, activeLow: activeLow, bias: bias,
                use: .output(drive, initial: initial)))
    }

    public func set(_ level: Bool) throws(GPIOError) {
        try request.set(level)
    }

    public func get() throws(GPIOError) -> Bool {
        try request.level()
    }
}

/// An output has one writer: the thread that opened it.
@available(*, unavailable)
extension OutputLine: Sendable {}
