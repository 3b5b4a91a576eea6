internal import Agent
internal import ArgumentParser
internal import Configuration
internal import Glibc
internal import Store
internal import Telemetry

struct Backup: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes the store into a file, as it is at one moment, while the gateway runs or not.",
        discussion: """
            The file is a tar archive with the database: the journal, what waits for the uplinks, and the state of the
            rules. Its pages are checked before they are copied. The files in /etc/weir are not in it.
            """)

    @OptionGroup var gateway: RunningGateway

    @Argument(help: "The file to write; it must not exist yet.", completion: .file(extensions: ["tar"]))
    var file: String

    func run() throws {
        try ArchiveWords.saying {
            let directory = gateway.directory()
            let archive = try ArchiveWriter(path: file)
            // Before the archive is given up, should something go wrong; where even this does, a partial file stays.
            defer { try? StoreOwner.leave() }
            let source = try BackupSource(
                directory: directory, control: ControlClient.connect(path: gateway.socket()),
                gateway.files.load(readsLearned: false).configuration?.store)
            let database = directory + "/" + StoreCopy.fileName
            try StoreCopy.check(database)
            try source.renew()
            // First, so that a restore knows what it has before it is asked to believe it.
            try archive.add(BackupContent.aboutName, BackupContent.about())
            try archive.add(StoreCopy.fileName, file: database) { try source.renew() }
            for name in BackupContent.sideFiles { try archive.add(name, file: directory + "/" + name) }
            try source.finish()
            try archive.finish()
            StandardOutput.write("\(file): the store of \(directory)\n")
        }
    }
}
