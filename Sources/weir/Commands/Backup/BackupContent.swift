internal import ArgumentParser
internal import Decoding
internal import Store
internal import Telemetry

/// What is in a backup.
enum BackupContent {
    static let aboutName = "backup.json"
    /// What `weir failsafe` goes by when the files are wrong; the gateway writes them anew as it runs.
    static let sideFiles = ["outputs.json", "devices.json"]
    static let sideFileLimit = 1 << 20
    private static let format: Int64 = 1

    static func about() -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.field("format", format)
        json.field("version", Weir.configuration.version)
        json.endObject()
        return json.bytes
    }

    /// Reads an archive into an empty directory.
    static func extract(_ archive: ArchiveReader, into directory: String) throws(ArchiveFailure) {
        // Why it is no JSON is of no use: what stands first in a backup is.
        guard let first = try archive.next(), first.name == aboutName,
            let about = try? JSONValue.parse(try archive.bytes(atMost: 65_536)), let found = about["format"]?.integer
        else { throw ArchiveFailure("this is no backup of a store") }
        guard found == format else {
            throw ArchiveFailure("the backup has format \(found), this version reads \(format); use the newer version")
        }
        var hasDatabase = false
        while let member = try archive.next() {
            if member.name == StoreCopy.fileName {
                hasDatabase = true
            } else if !sideFiles.contains(member.name) || member.size > Int64(sideFileLimit) {
                // Of a later version, perhaps; never a path out of the directory.
                continue
            }
            try archive.copy(to: directory + "/" + member.name)
        }
        guard hasDatabase else { throw ArchiveFailure("there is no database in the backup") }
    }
}
