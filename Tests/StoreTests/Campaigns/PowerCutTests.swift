import Glibc
import Store
import TestSupport
import Testing

/// The folder of the prepared machine.
private let powerMachine = getenv("WEIR_POWER_MACHINE").map { String(cString: $0) }

/// A machine of its own, whose power goes while it writes to disks with a write cache. Needs the machine that
/// `deploy/gpio-machine/prepare` makes, in the folder `WEIR_POWER_MACHINE`; `deploy/faults` sees to it.
@Suite("Power cut", .enabled(if: powerMachine != nil, "deploy/faults runs this"))
struct PowerCutTests {
    private let directory = TemporaryDirectory()

    /// A disk of the machine, and what its writer had said when the power went.
    private struct Disk {
        let name: String
        let image: String
        var journal: Int64 = 0
        var sequence: Int64 = 0
        var acknowledgements = 0
        /// Entries that are not what was written.
        var wrong: Int64 = 0
        /// Entries missing from the journal, at the last start.
        var missing: Int64 = 0
        var cutsWithLoss = 0

        mutating func hear(_ words: [Substring]) {
            let numbers = words.dropFirst(2).compactMap { Int64($0) }
            switch words[1] {
            case "ack" where numbers.count == 2:
                acknowledgements += 1
                (journal, sequence) = (numbers[0], numbers[1])
            case "found" where numbers.count == 5:
                wrong += numbers[2]
                missing = numbers[3]
                if numbers[0] < journal || numbers[1] <= sequence || numbers[4] > 0 { cutsWithLoss += 1 }
                // From here on the numbers count again.
                (journal, sequence) = (numbers[0], numbers[1] - 1)
            default: break
            }
        }
    }

    @Test("the power goes while the store writes: nothing acknowledged is lost; with `sync: normal` it is")
    func cuts() throws {
        let trials = Trials.isLong ? 50 : 3
        var disks = ["full", "normal"].map { Disk(name: $0, image: directory.file("\($0).img")) }
        for disk in disks {
            File.write(disk.image, [])
            try #require(truncate(disk.image, 192 << 20) == 0)
            try #require(Child("mkfs.ext4", ["-q", "-F", disk.image]).wait() == 0, "needs mkfs.ext4 (e2fsprogs)")
        }
        var cuts = 0
        // The last start only looks at what the last cut left.
        for trial in 0...trials {
            let isCut = try run(&disks, isLast: trial == trials)
            cuts += isCut ? 1 : 0
        }
        let (full, normal) = (disks[0], disks[1])
        CampaignRow(
            "power cut, sync: full", trials: trials, provoked: cuts,
            lost: full.cutsWithLoss + Int(full.wrong + full.missing),
            figure: "\(full.acknowledgements) commits acknowledged"
        ).record()
        CampaignRow(
            "power cut, sync: normal", trials: trials, provoked: cuts, lost: normal.cutsWithLoss, isControl: true,
            figure: "\(normal.acknowledgements) commits acknowledged"
        ).record()
        #expect(cuts == trials, "the power went while both were writing")
        #expect(full.cutsWithLoss == 0 && full.wrong == 0 && full.missing == 0)
        #expect(normal.cutsWithLoss * 2 >= trials, "positive control: without syncing a power cut loses commits")
        #expect(normal.wrong == 0, "what is left is whole")
    }

    /// Starts the machine, hears what the disks hold, lets both writers write for some seconds, and cuts the power.
    /// Returns whether both were writing when it went.
    private func run(_ disks: inout [Disk], isLast: Bool) throws -> Bool {
        let folder = try #require(powerMachine)
        let scripts =
            "/" + "\(#filePath)".split(separator: "/").dropLast(4).joined(separator: "/") + "/deploy/gpio-machine"
        let process = directory.file("machine.pid")
        let machine = Child(
            "env",
            [
                "WEIR_GPIO_MACHINE_DISKS=\(disks.map(\.image).joined(separator: " "))",
                "WEIR_GPIO_MACHINE_PID=\(process)",
                "\(scripts)/run", folder, "\(scripts)/guest-power-cut", Child.writer,
            ])
        let before = disks.map(\.acknowledgements)
        var found = 0
        var end: Int64?
        var said: [String] = []
        while let line = machine.line() {
            said.append(line)
            let words = line.split(separator: " ")
            guard words.count > 2, let index = disks.firstIndex(where: { $0.name == words[0] }) else { continue }
            disks[index].hear(words)
            if words[1] == "found" { found += 1 }
            if isLast && found == disks.count { break }
            let isWriting = zip(disks, before).allSatisfy { $0.acknowledgements >= $1 + 10 }
            if isWriting && end == nil { end = MonotonicClock.milliseconds() + Int64.random(in: 500...4000) }
            if let end, MonotonicClock.milliseconds() >= end { break }
        }
        try #require(found == disks.count, "the machine says what it found: \(said.suffix(20))")
        let identifier = try #require(
            pid_t(String(decoding: File.read(process), as: UTF8.self).filter(\.isNumber)), "the machine has a process")
        kill(identifier, SIGKILL)
        // What it said before its death still counts: it had committed.
        for line in machine.lines() {
            let words = line.split(separator: " ")
            if words.count > 2, let index = disks.firstIndex(where: { $0.name == words[0] }) {
                disks[index].hear(words)
            }
        }
        _ = machine.wait()
        return end != nil
    }
}
