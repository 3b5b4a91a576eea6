internal import Glibc

extension GPIOError: CustomStringConvertible {
    public var description: String { "\(message): \(mend)" }

    /// What is wrong, in one sentence without a full stop.
    public var message: String {
        switch self {
        case .chipMissing(let name, _): "there is no GPIO chip \(Self.quoted(name))"
        case .notAChip(let path): "\(path) is not a GPIO chip"
        case .chipFailed(let path, let code): "the GPIO chip \(path) can't be read (\(Self.text(code)))"
        case .lineMissing(let line, let chip, _): "\(Self.quoted(chip)) has no line \(Self.quoted(line))"
        case .lineAmbiguous(let line, let places):
            "\(Self.quoted(line)) means \(places.count) lines: \(Self.list(places))"
        case .busy(let place, let consumer?): "line \(place) is in use by \"\(consumer)\""
        case .busy(let place, nil): "line \(place) is in use"
        case .notPermitted(let path, let code): "opening \(path) is not permitted (\(Self.text(code)))"
        case .edgesUnsupported(let place): "line \(place) can't report edges, its chip has no interrupts"
        case .refused(let place, let code, let library):
            "the kernel refused line \(place) (\(Self.text(code)), libgpiod \(library))"
        case .unplugged(let place): "the chip of line \(place) is gone"
        case .failed(let place, let action, let code): "could not \(action) line \(place) (\(Self.text(code)))"
        }
    }

    /// What to do about it, in one sentence without a full stop.
    public var mend: String {
        switch self {
        case .chipMissing(_, let found) where found.isEmpty:
            "this system shows none in /dev; enable its driver or device-tree overlay, or in a container pass "
                + "/dev/gpiochip* in"
        case .chipMissing(_, let found): "use the label of one that is here: \(Self.list(found))"
        case .notAChip: "give the chip's label, or the path of a /dev/gpiochip* node"
        case .chipFailed: "look for its driver's messages with `dmesg`, and check its wiring and supply"
        case .lineMissing(_, _, let candidates): Self.mendMissing(candidates)
        case .lineAmbiguous(.name, _): "name the chip as well, or give the line's offset instead of its name"
        case .lineAmbiguous(.offset, _):
            "name the chip by its label, or if they share one by a path that a udev rule keeps"
        case .busy:
            "stop the program that holds it, or remove the driver or overlay that claims it; `gpioinfo` lists holders"
        case .notPermitted(_, EPERM):
            "allow it in the sandbox: DeviceAllow=char-gpiochip rw, or --device in a container"
        case .notPermitted:
            "add the user to group gpio; if the node is root's alone, write "
                + "SUBSYSTEM==\"gpio\", KERNEL==\"gpiochip*\", GROUP=\"gpio\", MODE=\"0660\" "
                + "to /etc/udev/rules.d/60-gpio.rules and run `udevadm trigger`"
        case .edgesUnsupported: "read its level at a period instead, or connect the chip's interrupt pin"
        case .refused(_, EINVAL, let library) where library.hasPrefix("1."):
            "try it without bias and drive; kernels that dropped the first GPIO interface need a build with libgpiod 2"
        case .refused: "try it without bias, drive and edges, which not every chip can do"
        case .unplugged: "plug it in again; the line is requested anew when the chip is back"
        case .failed: "check the chip's wiring and supply, and its driver's messages with `dmesg`"
        }
    }

    private static func mendMissing(_ candidates: [Chip]) -> String {
        let names = candidates.flatMap(\.lines).compactMap(\.name)
        let count = candidates.map(\.lines.count).max() ?? 0
        let offsets = count == 0 ? "it has no lines" : "offsets go from 0 to \(count - 1)"
        // A board's names fit a screen; a server's expanders may not.
        let shown = names.prefix(64)
        if shown.isEmpty { return "its lines have no names; \(offsets)" }
        return "\(offsets), names are \(list(shown))\(names.count > shown.count ? " and more" : "")"
    }

    private static func list(_ items: some Sequence<some CustomStringConvertible>) -> String {
        items.map(\.description).joined(separator: ", ")
    }

    private static func quoted(_ chip: ChipName) -> String {
        if case .any = chip { "at all" } else { "\"\(chip)\"" }
    }

    private static func quoted(_ line: LineName) -> String {
        if case .offset = line { line.description } else { "\"\(line)\"" }
    }

    private static func text(_ code: Int32) -> String {
        String(cString: strerror(code))
    }
}
