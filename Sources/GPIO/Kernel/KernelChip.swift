internal import CGPIO
internal import Glibc

/// Looks at one chip and lets it go again.
enum KernelChip {
    /// The chip and all its lines.
    static func read(path: String, aliases: [String]) throws(GPIOError) -> Chip {
        guard let handle = weir_gpio_chip_open(path) else { throw openFailure(path: path, code: errno) }
        defer { weir_gpio_chip_close(handle) }
        var facts = weir_gpio_chip_facts()
        guard weir_gpio_chip_describe(handle, &facts) == 0 else { throw .chipFailed(path: path, code: errno) }
        var lines: [Chip.Line] = []
        lines.reserveCapacity(Int(facts.line_count))
        for offset in 0..<facts.line_count {
            var line = weir_gpio_line_facts()
            guard weir_gpio_line_describe(handle, offset, &line) == 0 else {
                throw .chipFailed(path: path, code: errno)
            }
            lines.append(Chip.Line(offset: offset, facts: line))
        }
        return Chip(
            path: path, aliases: aliases, name: text(facts.name) ?? "", label: text(facts.label) ?? "", lines: lines)
    }

    /// Who holds the line now, as far as the kernel says.
    static func consumer(of place: LinePlace) -> String? {
        guard let handle = weir_gpio_chip_open(place.chipPath) else { return nil }
        defer { weir_gpio_chip_close(handle) }
        var line = weir_gpio_line_facts()
        guard weir_gpio_line_describe(handle, place.offset, &line) == 0 else { return nil }
        return text(line.consumer)
    }

    static func answers(path: String) -> Bool {
        guard let handle = weir_gpio_chip_open(path) else { return false }
        defer { weir_gpio_chip_close(handle) }
        var facts = weir_gpio_chip_facts()
        return weir_gpio_chip_describe(handle, &facts) == 0
    }

    private static func openFailure(path: String, code: Int32) -> GPIOError {
        switch code {
        case EACCES, EPERM: .notPermitted(path: path, code: code)
        case ENOENT: .chipMissing(.path(path), found: [])
        case ENOTTY, ENODEV, EINVAL: .notAChip(path: path)
        default: .chipFailed(path: path, code: code)
        }
    }

    /// The text in a fixed C field up to its zero; nil when it is empty.
    fileprivate static func text<Field>(_ field: Field) -> String? {
        withUnsafeBytes(of: field) { bytes in
            let characters = bytes.prefix { $0 != 0 }
            return characters.isEmpty ? nil : String(decoding: characters, as: UTF8.self)
        }
    }
}

extension Chip.Line {
    fileprivate init(offset: UInt32, facts: weir_gpio_line_facts) {
        self.init(
            offset: offset, name: KernelChip.text(facts.name), consumer: KernelChip.text(facts.consumer),
            isUsed: facts.is_used != 0, direction: facts.is_output != 0 ? .output : .input,
            isActiveLow: facts.is_active_low != 0)
    }
}
