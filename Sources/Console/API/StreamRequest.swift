internal import Agent
internal import NIOHTTP1

/// What one who watches wants to be told.
struct StreamRequest: Sendable {
    var window: DeviceWindow
    /// From what the client heard last, where it says so: by `Last-Event-ID`, as a browser does that has lost the
    /// connection, or by `since`.
    var beginning: LiveRecord.Beginning

    /// Nil where the query says something else than it may.
    init?(_ request: HTTPRequest) {
        guard let window = DeviceWindow(request) else { return nil }
        self.window = window
        let since = request.headers.first(name: "last-event-id") ?? request.query["since"] ?? ""
        beginning = since.isEmpty ? .now : LiveRecord.Beginning(since)
    }
}
