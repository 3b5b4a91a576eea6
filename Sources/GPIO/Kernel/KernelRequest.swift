internal import CGPIO
internal import Glibc

/// A line that the kernel has granted. The only place that holds its C handle; letting go of this object releases it.
final class KernelRequest {
    let place: LinePlace
    /// Readable when an edge waits; nil when no edges were asked for.
    let descriptor: Int32?
    let isDebounced: Bool
    private let handle: OpaquePointer

    init(_ wish: KernelWish) throws(GPIOError) {
        var code: Int32 = 0
        let granted = wish.withForeignForm { foreign in
            withUnsafePointer(to: foreign) { pointer -> OpaquePointer? in
                let handle = weir_gpio_request_open(pointer)
                code = errno
                return handle
            }
        }
        guard let granted else { throw Self.refusal(of: wish, code: code) }
        handle = granted
        place = wish.place
        let descriptor = weir_gpio_event_descriptor(granted)
        self.descriptor = descriptor < 0 ? nil : descriptor
        isDebounced = weir_gpio_is_debounced(granted) != 0
    }

    deinit {
        weir_gpio_request_close(handle)
    }

    /// The next edge that waits, nil when none does. Allocates nothing.
    func nextEvent() throws(GPIOError) -> EdgeEvent? {
        var event = weir_gpio_event()
        switch weir_gpio_next_event(handle, &event) {
        case 0: return nil
        case 1:
            return EdgeEvent(
                kind: event.is_rising != 0 ? .rising : .falling, timestampNanoseconds: event.nanoseconds)
        default: throw failure("read the edges of", code: errno)
        }
    }

    /// Whether edges went missing, given how many were just drained. A kernel that does not number them can't tell, but
    /// a drain as large as its queue may have found it full.
    func loss(afterDraining drained: Int) -> EdgeLoss {
        let lost = weir_gpio_take_lost(handle)
        if lost > 0 { return .counted(lost) }
        return lost < 0 && drained >= weir_gpio_event_capacity(handle) ? .suspected : .none
    }

    func level() throws(GPIOError) -> Bool {
        let level = weir_gpio_level_get(handle)
        if level < 0 { throw failure("read", code: errno) }
        return level != 0
    }

    func set(_ level: Bool) throws(GPIOError) {
        if weir_gpio_level_set(handle, level ? 1 : 0) < 0 { throw failure("set", code: errno) }
    }

    private func failure(_ action: String, code: Int32) -> GPIOError {
        code == ENODEV ? .unplugged(place) : .failed(place, action: action, code: code)
    }

    private static func refusal(of wish: KernelWish, code: Int32) -> GPIOError {
        let place = wish.place
        switch code {
        case EBUSY: return .busy(place, consumer: KernelChip.consumer(of: place))
        case EACCES, EPERM: return .notPermitted(path: place.chipPath, code: code)
        // The kernel says ENODEV (or ENXIO) both for a chip that has just gone and for one without interrupts.
        case ENODEV, ENXIO:
            return wish.wantsEdges && KernelChip.answers(path: place.chipPath)
                ? .edgesUnsupported(place) : .unplugged(place)
        default:
            return .refused(place, code: code, library: String(cString: weir_gpio_library_version()))
        }
    }
}
