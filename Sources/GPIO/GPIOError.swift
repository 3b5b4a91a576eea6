internal import Glibc

/// What is in the way of using a GPIO line, with what mends it.
public enum GPIOError: Error, Sendable {
    /// No chip of that name; `found` has the labels of those that are there.
    case chipMissing(ChipName, found: [String])
    /// The node is there, but it is no GPIO chip.
    case notAChip(path: String)
    /// The chip is there but could not be read; `code` is an errno.
    case chipFailed(path: String, code: Int32)
    /// Not on any of the chips that were looked at.
    case lineMissing(LineName, chip: ChipName, candidates: [Chip])
    /// The name, or the offset, fits more than one line.
    case lineAmbiguous(LineName, places: [LinePlace])
    /// Held by somebody else; the kernel may not know the name.
    case busy(LinePlace, consumer: String?)
    /// `code` is EACCES (the node's permissions) or EPERM (a sandbox).
    case notPermitted(path: String, code: Int32)
    /// The chip has no interrupts, so it can't report edges.
    case edgesUnsupported(LinePlace)
    /// The kernel refused the request for another reason; `code` is an errno.
    case refused(LinePlace, code: Int32, library: String)
    /// The chip is gone. Let go of the line, and ask for it again until it is back.
    case unplugged(LinePlace)
    /// The line is held, but this one action failed; `code` is an errno. It may succeed later.
    case failed(LinePlace, action: String, code: Int32)
}
