internal import Store
internal import Telemetry

extension StoreThread {
    /// A stretch of the journal for somebody who looks back, or follows; nil reads nothing and tells where its end is.
    func journal(from offset: Int64?) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        do {
            let chunk = try JournalChunk(store, from: offset ?? .max)
            json.field("ok", true)
            chunk.write(to: &json)
        } catch {
            json.field("ok", false)
            json.field("reason", "\(error)")
            reopenQuietly()
        }
        json.endObject()
        return json.bytes
    }
}
