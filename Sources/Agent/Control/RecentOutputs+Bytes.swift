internal import Telemetry

/// How they are kept: beside each snapshot of the engine, so that what is said after it is said again by the journal.
extension RecentOutputs {
    /// The document's name in the store.
    static let document = "recent"
    /// Of the last ones, so many: the document is written anew each time.
    static let keptCount = 64
    private static let form: UInt8 = 1

    var bytes: [UInt8] {
        let kept = min(count, RecentOutputs.keptCount)
        var bytes = ByteWriter(reserving: 512 * (kept + 1))
        var json = JSONWriter(reserving: 512)
        bytes.byte(RecentOutputs.form)
        bytes.count(kept)
        for index in (count - kept)..<count {
            let entry = self[index]
            bytes.byte(entry.kind.rawValue)
            bytes.signed(entry.time.milliseconds)
            bytes.text(entry.device)
            bytes.text(entry.name)
            bytes.bool(entry.isRaise)
            entry.writeJSON(to: &bytes, by: &json)
        }
        return bytes.bytes
    }

    /// - Parameter bytes: of another form: nothing is taken from them.
    init(_ bytes: [UInt8]) throws(MalformedBytes) {
        self.init()
        var reader = ByteReader(bytes)
        guard try reader.byte() == RecentOutputs.form else { return }
        for _ in 0..<(try reader.count()) { note(try Entry(from: &reader)) }
        hasNews = false
    }
}

extension RecentOutputs.Entry {
    fileprivate init(from bytes: inout ByteReader) throws(MalformedBytes) {
        guard let kind = Kind(rawValue: try bytes.byte()) else { throw bytes.malformed }
        self.init(
            kind: kind, time: Timestamp(milliseconds: try bytes.signed()), device: try bytes.text(),
            name: try bytes.text(), isRaise: try bytes.bool(), json: Array(try bytes.text().utf8))
    }
}
