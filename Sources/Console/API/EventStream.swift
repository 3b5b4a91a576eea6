internal import Agent
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import Telemetry

/// What happens, as it happens, for one who watches (Server-Sent Events, HTML Living Standard section 9.2).
///
/// Records are passed on at once, each with the mark by which it can be gone on from; the state of the gateway and of a part
/// of its devices follows each second. A client that does not keep up misses some, which it is told; the gateway does not
/// wait for it.
final class EventStream {
    private static let period = TimeAmount.seconds(1)

    private let channel: any Channel
    private let view: AgentView
    private let pool: NIOThreadPool
    private let window: DeviceWindow
    private let follower: Follower
    /// This object, for the control thread's calls; until the end.
    private let own: NIOLoopBoundBox<EventStream?>
    private var ticks: RepeatedTask?
    private var isAsking = false

    /// Nil where too many watch already.
    init?(_ channel: any Channel, view: AgentView, pool: NIOThreadPool, _ request: StreamRequest) {
        let loop = channel.eventLoop
        let stream = NIOLoopBoundBox<EventStream?>(nil, eventLoop: loop)
        guard
            let follower = view.follow(
                from: request.beginning, wake: { loop.execute { stream.value?.sendRecords() } })
        else { return nil }
        self.channel = channel
        self.view = view
        self.pool = pool
        window = request.window
        self.follower = follower
        own = stream
        stream.value = self
        ticks = loop.scheduleRepeatedTask(initialDelay: .zero, delay: EventStream.period) { _ in
            stream.value?.sendState()
        }
    }

    func end() {
        ticks?.cancel()
        own.value = nil
        view.leave(follower)
    }

    /// The client reads again.
    func resume() { sendRecords() }

    private func sendRecords() {
        guard channel.isActive, channel.isWritable else { return }
        let news = follower.takeAll()
        guard !news.records.isEmpty || news.lost > 0 || news.hasGap else { return }
        var text: [UInt8] = []
        if news.hasGap { EventStream.append("gap", Array("{}".utf8), to: &text) }
        for record in news.records { EventStream.append("record", record.json, mark: record.mark, to: &text) }
        if news.lost > 0 {
            var json = JSONWriter()
            json.beginObject()
            json.field("records", news.lost)
            json.endObject()
            EventStream.append("lost", json.bytes, to: &text)
        }
        send(text)
    }

    private func sendState() {
        guard channel.isActive, channel.isWritable, !isAsking else { return }
        isAsking = true
        let view = view
        let window = window
        pool.runIfActive(eventLoop: channel.eventLoop) {
            var text: [UInt8] = []
            EventStream.append("status", view.overview(), to: &text)
            if window.limit > 0 {
                EventStream.append("devices", view.devices(offset: window.offset, limit: window.limit), to: &text)
            }
            return text
        }.assumeIsolated().whenComplete { [weak self] result in
            self?.isAsking = false
            if case .success(let text) = result { self?.send(text) }
        }
    }

    private func send(_ text: [UInt8]) {
        guard channel.isActive else { return }
        channel.writeAndFlush(
            HTTPServerResponsePart.body(.byteBuffer(channel.allocator.buffer(bytes: text))), promise: nil)
    }

    /// - Parameters:
    ///   - json: one line.
    ///   - mark: what the client sends to go on after it; without one the last mark stays.
    private static func append(
        _ name: StaticString, _ json: [UInt8], mark: String? = nil, to text: inout [UInt8]
    ) {
        if let mark { text.append(contentsOf: "id: \(mark)\n".utf8) }
        text.append(contentsOf: "event: \(name)\ndata: ".utf8)
        text.append(contentsOf: json)
        text.append(contentsOf: "\n\n".utf8)
    }
}
