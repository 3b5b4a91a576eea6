internal import CGPIO

/// An input line of a kernel GPIO chip, held from creation until it is deallocated.
///
///     let door = try InputLine(chip: .label("pinctrl-rp1"), line: .name("GPIO17"), bias: .pullUp, activeLow: true)
///     var isOpen = try door.level()
///     // epoll says that door.descriptor is readable:
///     if try door.drain({ isOpen = $0.level }) { isOpen = try door.level() }
///
/// **A chip that is unplugged.** The descriptor becomes readable and ``drain(_:)`` throws ``GPIOError/unplugged(_:)``.
/// With libgpiod 1.6 on Linux 6.1 the descriptor stays silent, so call ``level()`` every second or so: it throws the
/// same error. Let go of the line at once then; as long as a handle is open the chip comes back under another number.
public final class InputLine: DigitalInput {
    /// The most edges one ``drain(_:)`` hands over, so that a chattering contact can't hold its thread.
    /// The descriptor stays readable while more wait.
    public static let drainLimit = 256

    public let place: LinePlace
    public let descriptor: Int32?
    public let isDebounced: Bool
    private let request: KernelRequest

    /// Finds the line and requests it as an input.
    ///
    /// - Parameters:
    ///   - debounceMilliseconds: how long the line has to be still before an edge is told. Kernels from 5.10 on see to it;
    ///     for others ``isDebounced`` is false, and the caller has to.
    ///   - consumer: the name others see as the holder; cut to 31 bytes, which is all the kernel keeps.
    /// - Throws: what is in the way, with its mend: the chip or line is missing or named twice, held by another
    ///   consumer, not permitted, or can't do edges.
    public init(
        chip: ChipName, line: LineName, bias: Bias = .asIs, activeLow: Bool = false, edges: Edges = .both,
        debounceMilliseconds: Int64 = 0, consumer: String = "weir"
    ) throws(GPIOError) {
        place = try LineSearch.find(chip: chip, line: line)
        request = try KernelRequest(
            KernelWish(
                place: place, consumer: consumer, activeLow: activeLow, bias: bias,
                use: .input(edges, debounceMilliseconds: debounceMilliseconds)))
        descriptor = request.descriptor
        isDebounced = request.isDebounced
    }

    /// Hands the waiting edges to `body`, oldest first, at most ``drainLimit`` of them, without blocking.
    ///
    /// The kernel keeps few edges (256 a line; before Linux 5.10 it is 16, and it can't tell of a loss). So does a chip when edges come faster than its interrupt handler runs: two rising edges in a row are possible.
    ///
    /// - Returns: how many edges were lost, as far as the kernel can tell; read ``level()`` then.
    /// - Throws: ``GPIOError/unplugged(_:)`` when the chip is gone, after the edges that still could be read.
    public func drain(_ body: (EdgeEvent) -> Void) throws(GPIOError) -> EdgeLoss {
        guard descriptor != nil else { return .none }
        var drained = 0
        while drained < Self.drainLimit, let event = try request.nextEvent() {
            drained += 1
            body(event)
        }
        return request.loss(afterDraining: drained)
    }

    public func level() throws(GPIOError) -> Bool {
        try request.level()
    }
}

/// A line is held by the thread that opened it: neither its buffer nor its order of events bears a second one.
@available(*, unavailable)
extension InputLine: Sendable {}
