internal import Agent
internal import ArgumentParser
internal import Configuration
internal import Directories
internal import Glibc
internal import Store
internal import Telemetry

struct Restore: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Puts a backup in the place of the store of a gateway that does not run.",
        discussion: """
            The store that was there is kept beside it, in a directory of its own, until somebody removes it. What had
            been sent upstream since the backup is sent again, with the ids it had.
            """)

    @OptionGroup var gateway: RunningGateway

    @Argument(help: "A file that weir backup wrote.", completion: .file(extensions: ["tar"]))
    var file: String

    func run() throws {
        try ArchiveWords.saying {
            let directory = gateway.directory()
            if ControlClient.connect(path: gateway.socket()) != nil {
                throw ArchiveFailure("a gateway runs on the store in \(directory); stop it first: systemctl stop weir")
            }
            let configuration = gateway.files.load(readsLearned: false).configuration?.store
            let archive = try ArchiveReader(path: file)
            try StoreOwner.become(of: directory)
            try RunLock.take(directory: directory)
            let partial = directory + "/restore.partial"
            try Self.makeEmpty(partial)
            try BackupContent.extract(archive, into: partial)
            try StoreCopy.check(partial + "/" + StoreCopy.fileName)
            try RestingStore.settle(directory: partial, configuration, isRestored: true)
            let aside = try Self.makeAside(directory)
            try Store.replace(directory: directory, with: partial, aside: aside)
            for name in BackupContent.sideFiles {
                rename(directory + "/" + name, aside + "/" + name)
                rename(partial + "/" + name, directory + "/" + name)
            }
            try Self.makeEmpty(partial)
            rmdir(partial)
            StandardOutput.write("\(directory) is restored; what was there is in \(aside)\n")
        }
    }

    /// An empty directory, whatever an earlier attempt left there.
    private static func makeEmpty(_ directory: String) throws(ArchiveFailure) {
        if mkdir(directory, 0o700) == 0 { return }
        guard errno == EEXIST else { throw .system(directory) }
        for name in DirectoryReader.names(in: directory) where unlink(directory + "/" + name) != 0 {
            throw .system(directory + "/" + name)
        }
    }

    /// A new directory with the time in its name, in milliseconds since 1970.
    private static func makeAside(_ directory: String) throws(ArchiveFailure) -> String {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        let path = directory + "/before-restore-\(Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)"
        guard mkdir(path, 0o700) == 0 else { throw .system(path) }
        return path
    }
}
