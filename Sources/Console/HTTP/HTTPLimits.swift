internal import NIOCore
internal import NIOHTTP1

/// What a client may take of the console. The gateway is of more use than its page: whoever wants more is sent away.
enum HTTPLimits {
    /// Connections at a time; beyond it one that waits for its client makes room.
    static let connections = 32
    /// Of these, so many may stay to watch.
    static let streams = 16
    /// A request's head has to be there so soon after its connection, or after the answer before it.
    static let headTimeout = TimeAmount.seconds(5)
    /// And the whole request so soon after its head.
    static let bodyTimeout = TimeAmount.seconds(5)
    /// A client that takes nothing for so long is given up.
    static let writeTimeout = TimeAmount.seconds(10)
    /// What is read at once: requests that come before their turn wait, decoded, for the answers to those before them.
    static let readBytes = 4096
    /// From an answer to the next request of the same client. The network's thread looks for other clients only when it
    /// has nothing to do for those it knows: without it, a few that ask for much would be all it sees.
    static let pause = TimeAmount.milliseconds(20)
    static let bodyBytes = 65_536
    static let targetBytes = 4096
    /// Tokens that were wrong, of one peer in a minute.
    static let tokenFailures = 5

    /// Heads of requests.
    static var head: NIOHTTPDecoderLimitConfiguration {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = 4096
        limits.maxHeaderListSize = 8192
        limits.maxHeaderFieldCount = 64
        return limits
    }
}
