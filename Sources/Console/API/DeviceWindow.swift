/// A part of the list of devices.
struct DeviceWindow: Sendable {
    static let standardLimit = 50

    var offset: Int
    /// 0...200.
    var limit: Int

    /// Nil where the query says something else than numbers in range.
    init?(_ request: HTTPRequest) {
        guard let offset = request.integer("offset", 0...1_000_000, default: 0),
            let limit = request.integer("limit", 0...200, default: DeviceWindow.standardLimit)
        else { return nil }
        self.offset = offset
        self.limit = limit
    }
}
