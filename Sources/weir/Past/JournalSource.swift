internal import Agent
internal import Configuration
internal import Decoding
internal import Telemetry

/// The journal of a gateway: of one that runs by its control socket, else from its store.
final class JournalSource {
    private enum Origin {
        case running(ControlClient)
        case stopped(StoredJournal)
    }

    private let origin: Origin
    /// Whether entries from before the first one that was read are gone.
    private(set) var hasLostBeginning = false
    private static let limits = PayloadLimits(bytes: 16 << 20, depth: 8, members: 1 << 20, stringBytes: 16 << 20)

    var isRunning: Bool {
        if case .running = origin { true } else { false }
    }

    /// The record of an id as it was told, where the gateway runs and still knows it.
    func record(_ id: String) throws -> JSONValue? {
        guard case .running(let client) = origin else { return nil }
        let answer = try client.ask(Array(#"{"request":"records"}"#.utf8))
        return try JSONValue.parse(answer, limits: RecordLine.limits).array?.first { $0["id"]?.string == id }
    }

    private init(_ origin: Origin) {
        self.origin = origin
    }

    /// Nil where the gateway does not run.
    convenience init?(running configuration: GatewayConfiguration) throws {
        guard let client = ControlClient.connect(path: configuration.store.controlSocketPath) else { return nil }
        self.init(.running(client))
    }

    convenience init(_ configuration: GatewayConfiguration) throws {
        if let client = ControlClient.connect(path: configuration.store.controlSocketPath) {
            self.init(.running(client))
            return
        }
        self.init(
            .stopped(
                try JournalSource.saying { () throws(StoredJournal.Failure) in
                    try StoredJournal(directory: configuration.store.path)
                }))
    }

    /// Nil reads nothing, and tells where the journal ends.
    func chunk(from offset: Int64?) throws -> JournalChunk {
        switch origin {
        case .stopped(let journal):
            return try JournalSource.saying { () throws(StoredJournal.Failure) in
                try journal.chunk(from: offset ?? .max)
            }
        case .running(let client):
            let from = offset.map { ",\"from\":\($0)" } ?? ""
            let answer = try ask(client, "{\"request\":\"journal\"\(from)}")
            guard let chunk = JournalChunk(answer) else { throw JournalSource.unclear }
            return chunk
        }
    }

    /// What entries mean that are written from now on, and the present values by device and signal; for a gateway that
    /// runs.
    func legend() throws -> (legend: [UInt8], values: [String: [String: Value]], tables: [[UInt8]]) {
        guard case .running(let client) = origin else { throw JournalSource.unclear }
        let answer = try ask(client, #"{"request":"legend"}"#)
        guard let legend = answer["legend"]?.string.flatMap(JournalChunk.bytes) else { throw JournalSource.unclear }
        var values: [String: [String: Value]] = [:]
        for device in answer["values"]?.members ?? [] {
            for signal in device.value.members ?? [] {
                values[device.key, default: [:]][signal.key] = signal.value.asValue
            }
        }
        let tables = (answer["tables"]?.array ?? []).compactMap { $0.string.flatMap(JournalChunk.bytes) }
        return (legend, values, tables)
    }

    /// Hands over all entries that are there, until `body` says false.
    /// - Returns: how many were not readable.
    func forEach(_ body: ([UInt8]) -> Bool) throws -> Int64 {
        var missing: Int64 = 0
        var offset: Int64 = 0
        let end = try chunk(from: nil).end
        while offset < end {
            let chunk = try chunk(from: offset)
            let first = chunk.next - Int64(chunk.entries.count) - chunk.missing
            if offset == 0, first > 0 { hasLostBeginning = true }
            missing += chunk.missing
            for entry in chunk.entries where !body(entry) { return missing }
            guard chunk.next > offset else { break }
            offset = chunk.next
        }
        return missing
    }

    func close() throws {
        guard case .stopped(let journal) = origin else { return }
        try JournalSource.saying { () throws(StoredJournal.Failure) in try journal.close() }
    }

    private func ask(_ client: ControlClient, _ request: String) throws -> JSONValue {
        let answer = try JSONValue.parse(try client.ask(Array(request.utf8)), limits: JournalSource.limits)
        if answer["ok"]?.bool == true { return answer }
        StandardError.write("error: \(answer["reason"]?.string ?? "the gateway is too busy to answer")\n")
        throw ExitStatus.wrong
    }

    private static var unclear: any Error {
        StandardError.write("error: the gateway's answer is of another version\n")
        return ExitStatus.wrong
    }

    private static func saying<Result>(
        _ body: () throws(StoredJournal.Failure) -> Result
    ) throws -> Result {
        do throws(StoredJournal.Failure) {
            return try body()
        } catch {
            StandardError.write("error: \(error)\n")
            throw ExitStatus.wrong
        }
    }
}

extension JSONValue {
    /// A value of a signal; nil for what is none.
    fileprivate var asValue: Value? {
        switch self {
        case .bool(let flag): .flag(flag)
        case .string(let text): .text(text)
        default: number.map { .number($0) }
        }
    }
}
