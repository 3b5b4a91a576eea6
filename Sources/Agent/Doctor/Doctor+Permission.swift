internal import Glibc

/// Whether the account of the gateway may use the chips.
extension Doctor {
    /// Of root the kernel asks nothing, so what it would ask of the gateway is looked up.
    func permission() -> [Finding] {
        guard usesGPIO, account == 0 else { return [] }
        let chips = system.names(in: "/dev").filter { $0.hasPrefix("gpiochip") }.map { "/dev/" + $0 }
        guard system.identifier(named: Doctor.group, in: "/etc/group") != nil else {
            return [
                Finding(
                    "gpio", .problem, "there is no group \(Doctor.group): the gateway's service may use no chip",
                    mend: "groupadd --system \(Doctor.group), and install the udev rule (60-weir-gpio.rules)")
            ]
        }
        let closed = chips.filter { !isOpen($0) }
        guard let first = closed.first else {
            return chips.isEmpty
                ? [] : [Finding("gpio", .fine, "the service, in group \(Doctor.group), may use the chips")]
        }
        return [
            Finding(
                "gpio", .problem,
                "group \(Doctor.group) may not read and write \(first): the gateway's service has no lines",
                mend:
                    "install the udev rule (60-weir-gpio.rules) and run 'udevadm trigger', or 'chgrp \(Doctor.group) "
                    + "\(first) && chmod 660 \(first)' until the next start")
        ]
    }

    /// The group that the service is started in, see `SupplementaryGroups` of weir.service.
    private static let group = "gpio"

    private func isOpen(_ path: String) -> Bool {
        var facts = stat()
        guard stat(system.root + path, &facts) == 0 else { return false }
        let isOfGroup = facts.st_gid == system.identifier(named: Doctor.group, in: "/etc/group")
        return facts.st_mode & 0o006 == 0o006 || isOfGroup && facts.st_mode & 0o060 == 0o060
    }
}

extension SystemFiles {
    /// The number of an account or a group by its name (passwd(5), group(5)).
    func identifier(named name: String, in file: String) -> UInt32? {
        for line in (text(file) ?? "").split(separator: "\n") {
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            if fields.count > 2, fields[0] == name { return UInt32(fields[2]) }
        }
        return nil
    }
}
