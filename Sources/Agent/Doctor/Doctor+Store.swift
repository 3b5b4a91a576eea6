internal import CLinux
internal import Configuration
internal import Documents
internal import Glibc
internal import Store

/// Where things are kept: room, permissions, and what the disk is made of.
extension Doctor {
    func store() -> [Finding] {
        let path = configuration.store.path
        var facts = stat()
        guard stat(path, &facts) == 0 else {
            return [
                Finding(
                    "store", .problem, "there is no directory \(path)",
                    mend: "create it for the account of the gateway, or write another 'path' under store")
            ]
        }
        var findings: [Finding] = []
        if access(path, W_OK) != 0 {
            findings.append(
                Finding(
                    "store", .problem, "\(path) cannot be written to", mend: "chown it to the account of the gateway"))
        }
        findings.append(room(path))
        findings += leftover(path)
        findings += isInMemory(path) ? [Doctor.inMemory] : medium(facts.st_dev)
        return findings
    }

    private static let inMemory = Finding(
        "store", .warning, "the store is on a file system in memory, or a container's own: a restart empties it",
        mend: "write a 'path' on a disk, or on a volume, under store")

    /// By the kernel's numbers of file systems (statfs(2)): tmpfs, ramfs, overlayfs.
    private func isInMemory(_ path: String) -> Bool {
        [0x0102_1994, 0x8584_58F6, 0x794C_7630].contains(weir_file_system_kind(path))
    }

    private func room(_ path: String) -> Finding {
        var system = statvfs()
        guard statvfs(path, &system) == 0 else {
            return Finding("store", .problem, "\(path): \(String(cString: strerror(errno)))")
        }
        let free = Int64(clamping: UInt64(system.f_bavail) * UInt64(system.f_frsize))
        let used = directorySize(path)
        let wanted = configuration.store.maximumBytes
        let shown = "\(SizeText.write(bytes: (free >> 20) << 20)) are free at \(path)"
        guard free + used < wanted else { return Finding("store", .fine, shown) }
        return Finding(
            "store", .problem, "\(shown), and the store may take \(SizeText.write(bytes: wanted))",
            mend: "make room, or write a smaller 'max_size' under store")
    }

    /// What a salvage had no room for.
    private func leftover(_ path: String) -> [Finding] {
        Store.leftoverFolders(directory: path).map { folder in
            Finding(
                "store", .warning, "\(folder) is a damaged database of which a part waits for room",
                mend: "make room on the disk, or let the uplinks take what waits: the gateway takes it in by itself")
        }
    }

    /// What the store takes already: that is room, too.
    private func directorySize(_ path: String) -> Int64 {
        SystemFiles(root: "").names(in: path).reduce(0) { sum, name in
            var facts = stat()
            return stat("\(path)/\(name)", &facts) == 0 ? sum + Int64(facts.st_blocks) * 512 : sum
        }
    }

    /// What is known of the disk that a device number stands for.
    private func medium(_ device: dev_t) -> [Finding] {
        // Of Linux's device numbers (makedev(3)).
        let major = (device >> 8) & 0xFFF | (device >> 32) & ~0xFFF
        let minor = device & 0xFF | (device >> 12) & ~0xFF
        let place = "/sys/dev/block/\(major):\(minor)"
        // Of a partition the disk is the directory above.
        let disk = system.exists(place + "/partition") ? place + "/.." : place
        guard let type = system.text(disk + "/device/type")?.split(separator: "\n").first, type == "SD" || type == "MMC"
        else {
            return []
        }
        if type == "SD" {
            return [
                Finding(
                    "store", .warning, "the store is on an SD card, which wears out by writing",
                    mend:
                        "use an industrial card or an SSD; 'commit_interval: 5s' and 'sync: normal' under store write less"
                )
            ]
        }
        // JEDEC 84-B51, DEVICE_LIFE_TIME_EST: steps of a tenth; 0x0B is beyond the estimate.
        let life = system.text(disk + "/device/life_time")?.split(separator: " ").compactMap {
            UInt8($0.drop { $0 == "0" || $0 == "x" }.filter { !$0.isNewline }, radix: 16)
        }.max()
        guard let life, life > 0 else { return [Finding("store", .fine, "the store is on eMMC")] }
        return [
            Finding(
                "store", life >= 9 ? .warning : .fine,
                life > 10
                    ? "the eMMC is beyond its expected life"
                    : "the eMMC has used up to \(Int(life) * 10) % of its expected life",
                mend: life >= 9 ? "plan to replace it" : nil)
        ]
    }
}
