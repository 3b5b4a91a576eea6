public import Agent
public import Configuration
internal import Glibc
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// The page and the programming interface of a running gateway, over HTTP/1.1: one thread for the network, and three that
/// ask the agent: one may wait for a reload, and one look back through the journal.
///
///     let console = try HTTPConsole(configuration, view: agent.view, reloading: reloading)
///     ...
///     console.stop()
public final class HTTPConsole {
    /// Why it does not listen.
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    private let group: MultiThreadedEventLoopGroup
    private let pool: NIOThreadPool
    private let channel: any Channel
    private let configuration: ConsoleConfiguration

    /// Listens at once.
    public init(
        _ configuration: ConsoleConfiguration, view: AgentView, reloading: Reloading
    ) throws(Failure) {
        self.configuration = configuration
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        pool = NIOThreadPool(numberOfThreads: 3)
        pool.start()
        let router = Router(configuration, view: view, reloading: reloading, pool: pool)
        let loop = group.next()
        let connections = NIOLoopBoundBox.makeBoxSendingValue(Connections(), eventLoop: loop)
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 64)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            // One small read at a time: a client's flood of requests waits in its own socket.
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(
                .recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: HTTPLimits.readBytes)
            )
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard connections.value.add(channel) else { throw Failure(description: "too many connections") }
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(
                        withErrorHandling: false, withEncoderConfiguration: .init(),
                        withDecoderLimitConfiguration: HTTPLimits.head)
                    try channel.pipeline.syncOperations.addHandler(
                        RequestHandler(router: router, connections: connections.value))
                }
            }
        do {
            channel = try HTTPConsole.bind(bootstrap, configuration.endpoint)
        } catch {
            HTTPConsole.end(group, pool)
            throw Failure(description: "the console does not listen on \(configuration.address): \(error)")
        }
    }

    private static func bind(
        _ bootstrap: ServerBootstrap, _ endpoint: ConsoleConfiguration.Endpoint
    ) throws -> any Channel {
        switch endpoint {
        case .network(let address, let port): return try bootstrap.bind(host: address, port: port).wait()
        case .unixSocket(let path):
            let channel = try bootstrap.bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).wait()
            chmod(path, 0o660)
            return channel
        }
    }

    /// Where it listens, with the port that it took.
    public var address: String {
        guard case .network(let address, _) = configuration.endpoint, let port = channel.localAddress?.port else {
            return configuration.address
        }
        var taken = configuration
        taken.endpoint = .network(address: address, port: port)
        return taken.address
    }

    /// Closes all connections.
    public func stop() {
        // What was closed meanwhile is no error.
        try? channel.close().wait()
        HTTPConsole.end(group, pool)
        if case .unixSocket(let path) = configuration.endpoint { unlink(path) }
    }

    private static func end(_ group: MultiThreadedEventLoopGroup, _ pool: NIOThreadPool) {
        // Nothing is under way that an error could be about.
        try? group.syncShutdownGracefully()
        try? pool.syncShutdownGracefully()
    }
}
