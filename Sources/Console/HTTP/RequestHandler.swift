internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// One connection: takes a request, has it answered, and takes the next one.
///
/// It waits for nobody: a client that is slow to ask, to read or to go is given up after a while.
final class RequestHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private enum State {
        case waiting
        case receiving(HTTPRequestHead, body: [UInt8])
        case answering
        case streaming(EventStream)
        case closing
    }

    private let router: Router
    private let connections: Connections
    private var state = State.waiting
    private var deadline: Scheduled<Void>?
    private var writeDeadline: Scheduled<Void>?

    init(router: Router, connections: Connections) {
        self.router = router
        self.connections = connections
    }

    func channelActive(context: ChannelHandlerContext) {
        expect(.waiting, within: HTTPLimits.headTimeout, context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        writeDeadline?.cancel()
        leave()
        connections.forget(context.channel)
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            guard case .waiting = state else { return }
            expect(.receiving(head, body: []), within: HTTPLimits.bodyTimeout, context)
            if let refusal = refusal(of: head) { answer(head, refusal, isLast: true, context) }
        case .body(let part):
            guard case .receiving(let head, var body) = state else { return }
            state = .closing
            body.append(contentsOf: part.readableBytesView)
            guard body.count <= HTTPLimits.bodyBytes else {
                answer(head, .failure(.payloadTooLarge, "the body is too large"), isLast: true, context)
                return
            }
            state = .receiving(head, body: body)
        case .end:
            guard case .receiving(let head, let body) = state else { return }
            take(head, body, context)
        }
    }

    /// What is wrong with the head alone: the body is not waited for.
    private func refusal(of head: HTTPRequestHead) -> HTTPResponse? {
        guard head.uri.utf8.count <= HTTPLimits.targetBytes else {
            return .failure(.uriTooLong, "the address is too long")
        }
        if let length = head.headers.first(name: "content-length") {
            guard let bytes = Int(length), bytes >= 0 else { return .failure(.badRequest, "no length") }
            guard bytes <= HTTPLimits.bodyBytes else { return .failure(.payloadTooLarge, "the body is too large") }
        }
        return nil
    }

    private func take(_ head: HTTPRequestHead, _ body: [UInt8], _ context: ChannelHandlerContext) {
        deadline?.cancel()
        connections.works(context.channel)
        state = .answering
        let peer = context.remoteAddress?.ipAddress ?? "local"
        guard let request = HTTPRequest(head: head, body: body, peer: peer) else {
            return answer(head, .failure(.badRequest, "no address of this server"), isLast: true, context)
        }
        switch router.route(request, now: Int64(NIODeadline.now().uptimeNanoseconds / 1_000_000_000)) {
        case .response(let response): answer(head, response, context)
        case .work(let work):
            let context = NIOLoopBound(context, eventLoop: context.eventLoop)
            router.pool.runIfActive(eventLoop: context.value.eventLoop, work).assumeIsolated().whenComplete { result in
                switch result {
                case .success(let response): self.answer(head, response, context.value)
                case .failure:
                    self.answer(head, .failure(.serviceUnavailable, "the gateway is stopping"), context.value)
                }
            }
        case .stream(let request): beginStream(request, head, context)
        }
    }

    // MARK: Answers

    private func answer(
        _ request: HTTPRequestHead, _ response: HTTPResponse, isLast: Bool = false, _ context: ChannelHandlerContext
    ) {
        guard context.channel.isActive else { return }
        deadline?.cancel()
        let isKept = request.isKeepAlive && !isLast
        state = isKept ? .answering : .closing
        var headers = HTTPHeaders(HTTPResponse.protection)
        headers.add(name: "Content-Type", value: response.type.rawValue)
        headers.add(name: "Content-Length", value: "\(response.body.count)")
        headers.add(name: "Cache-Control", value: response.isConstant ? "no-cache" : "no-store")
        for header in response.headers { headers.add(name: header.name, value: header.value) }
        if !isKept { headers.add(name: "Connection", value: "close") }
        let isTaken = context.eventLoop.makePromise(of: Void.self)
        let hasBody = request.method != .HEAD && !response.body.isEmpty
        connections.waits(context.channel, for: .taking)
        expectReading(context)
        context.write(
            wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: response.status, headers: headers))),
            promise: hasBody ? nil : isTaken)
        if hasBody {
            context.write(
                wrapOutboundOut(.body(.byteBuffer(context.channel.allocator.buffer(bytes: response.body)))),
                promise: isTaken)
        }
        context.flush()
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        isTaken.futureResult.assumeIsolated().whenSuccess {
            self.writeDeadline?.cancel()
            guard isKept else { return bound.value.close(promise: nil) }
            self.connections.waits(bound.value.channel, for: .asking)
            self.deadline = bound.eventLoop.assumeIsolated().scheduleTask(in: HTTPLimits.pause) {
                self.takeNext(bound.value)
            }
        }
    }

    /// The client has taken the answer. Its end is said only now: before it the pipeline hands on no further request, and
    /// reads none.
    private func takeNext(_ context: ChannelHandlerContext) {
        expect(.waiting, within: HTTPLimits.headTimeout, context)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    private func beginStream(_ request: StreamRequest, _ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        guard connections.beginStream() else {
            return answer(head, .failure(.serviceUnavailable, "too many watch already"), isLast: true, context)
        }
        var headers = HTTPHeaders(HTTPResponse.protection)
        headers.add(name: "Content-Type", value: "text/event-stream")
        headers.add(name: "Cache-Control", value: "no-store")
        headers.add(name: "Connection", value: "close")
        context.writeAndFlush(
            wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .ok, headers: headers))), promise: nil)
        guard let stream = EventStream(context.channel, view: router.view, pool: router.pool, request) else {
            connections.endStream()
            state = .closing
            context.close(promise: nil)
            return
        }
        state = .streaming(stream)
    }

    // MARK: Patience

    private func expect(_ state: State, within time: TimeAmount, _ context: ChannelHandlerContext) {
        self.state = state
        deadline?.cancel()
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: time) { bound.value.close(promise: nil) }
    }

    private func expectReading(_ context: ChannelHandlerContext) {
        writeDeadline?.cancel()
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        writeDeadline = context.eventLoop.assumeIsolated().scheduleTask(in: HTTPLimits.writeTimeout) {
            bound.value.close(promise: nil)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if case .streaming(let stream) = state {
            if context.channel.isWritable {
                writeDeadline?.cancel()
                connections.works(context.channel)
                stream.resume()
            } else {
                connections.waits(context.channel, for: .taking)
                expectReading(context)
            }
        }
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch state {
        case .waiting, .receiving:
            guard let parserError = error as? HTTPParserError else { break }
            let request = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/")
            return answer(request, RequestHandler.response(to: parserError), isLast: true, context)
        case .answering, .streaming, .closing: break
        }
        leave()
        context.close(promise: nil)
    }

    /// The connection ends, once: a watcher that is reset is told of an error first, and then that it is gone.
    private func leave() {
        if case .streaming(let stream) = state {
            stream.end()
            connections.endStream()
        }
        state = .closing
    }

    private static func response(to error: HTTPParserError) -> HTTPResponse {
        switch error {
        case .headerOverflow: .failure(.requestHeaderFieldsTooLarge, "the request's head is too large")
        case .invalidMethod: .failure(.methodNotAllowed, "there is no such method")
        default: .failure(.badRequest, "no HTTP/1.1")
        }
    }
}
