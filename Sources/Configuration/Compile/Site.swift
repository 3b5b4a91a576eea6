internal import Documents
internal import Engine
internal import Expressions

/// All device files together: what expressions of one may say about devices of another.
final class Site {
    private var compilers: [TemplateCompiler] = []
    private var owners: [String: TemplateCompiler] = [:]
    /// Names of slots that others read, by template.
    private(set) var exports: [ObjectIdentifier: Set<String>] = [:]

    /// Names of signals whose readings others gather, by template.
    private(set) var gathered: [ObjectIdentifier: Set<String>] = [:]

    /// Notes that a value of the devices of a file is read by others.
    func export(_ name: String, of compiler: TemplateCompiler) {
        exports[ObjectIdentifier(compiler), default: []].insert(name)
    }

    /// Notes that each reading of a signal is.
    func gather(_ name: String, of compiler: TemplateCompiler) {
        gathered[ObjectIdentifier(compiler), default: []].insert(name)
    }

    func add(_ compiler: TemplateCompiler) {
        compilers.append(compiler)
        for device in compiler.naming.devices where owners[device] == nil { owners[device] = compiler }
    }

    /// What is known of a name of another device.
    enum Finding {
        /// - Parameter name: of its slot, which is another where a feedback signal tells what an actuator does.
        case value(ValueType, name: String)
        /// A condition that the device shares with others: this one keeps it.
        case shared(keeper: String, ValueType)
        case unknownDevice(mend: String?)
        case unknownName(mend: String?)
    }

    /// The files that describe a device: the one that lists it, or those that take any.
    func owners(of device: String) -> [TemplateCompiler] {
        owners[device].map { [$0] } ?? compilers.filter(\.naming.isOpen)
    }

    func isDevice(_ name: String) -> Bool { owners[name] != nil }

    /// Looks a name of a device up and notes that it is read.
    func find(_ name: String, of device: String) -> Finding {
        let candidates: [TemplateCompiler]
        if let owner = owners[device] {
            candidates = [owner]
        } else {
            // A device that nobody lists may still appear, where a file takes any.
            candidates = compilers.filter {
                $0.naming.isOpen && ($0.exportedType(of: name) != nil || $0.sharedContexts[name] != nil)
            }
            guard !candidates.isEmpty else {
                let open = compilers.contains { $0.naming.isOpen }
                let nearest = NearestName.nearest(to: device, among: owners.keys.sorted())
                return .unknownDevice(
                    mend: nearest.map { "write '\($0)'" }
                        ?? (open ? "no file with \"{device}\" has the name '\(name)'" : nil))
            }
        }
        for candidate in candidates {
            if let type = candidate.sharedContexts[name] { return .shared(keeper: candidate.contextDevice, type) }
        }
        var types: Set<ValueType> = []
        var slotName: String?
        for candidate in candidates {
            guard let type = candidate.exportedType(of: name), let slot = candidate.slotName(of: name) else { continue }
            // One reading follows one name: another file that calls it differently is another kind of device.
            guard slotName == nil || slotName == slot else { continue }
            slotName = slot
            exports[ObjectIdentifier(candidate), default: []].insert(slot)
            types.insert(type)
        }
        guard let first = types.first, let slotName else {
            let names = candidates.flatMap(\.exportedNames)
            return .unknownName(mend: NearestName.nearest(to: name, among: names).map { "write '\($0)'" })
        }
        return .value(types.count == 1 ? first : .dyn, name: slotName)
    }
}
