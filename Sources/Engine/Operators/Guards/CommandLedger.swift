public import Telemetry

/// Why a command from upstream is not carried out; the `reason` of its answer.
public enum CommandRefusal: Sendable, Hashable, CaseIterable {
    /// The id is empty or longer than an id may be.
    case idInvalid
    /// The priority is not one of 1 to 16.
    case priorityInvalid
    /// `expires` is over.
    case expired
    /// `expires` lies further ahead than a command may hold; also what a gateway sees whose clock is not set.
    case expiresTooFar
    /// A command of this id was taken before; it is not carried out twice.
    case repeated
    /// More unexpired ids would have to be remembered than there is room for.
    case tooMany

    public var name: String {
        switch self {
        case .idInvalid: "id_invalid"
        case .priorityInvalid: "priority_invalid"
        case .expired: "expired"
        case .expiresTooFar: "expires_too_far"
        case .repeated: "repeated"
        case .tooMany: "too_many"
        }
    }
}

/// Remembers the ids of commands, so that each is carried out once, whatever is redelivered and however often the service
/// restarts.
///
/// An id is remembered until its command has expired by the wall clock (a repeat is then refused as expired) and, since
/// that clock may be set back, at least for `retention`. An unexpired id is never forgotten for want of room: new
/// commands are refused instead.
public struct CommandLedger: Sendable, Equatable {
    public struct Settings: Sendable, Equatable {
        /// How many ids are remembered at most.
        public var capacity: Int
        /// The longest id, in bytes of UTF-8.
        public var longestID: Int
        /// How long a command may hold, and how long its id is remembered at least, in milliseconds.
        public var retention: Int64

        public init(capacity: Int = 1_024, longestID: Int = 128, retention: Int64 = 86_400_000) {
            precondition(capacity > 0 && longestID > 0 && retention > 0)
            self.capacity = capacity
            self.longestID = longestID
            self.retention = retention
        }
    }

    private struct Entry: Sendable, Equatable {
        var id: String
        var expires: Timestamp
        var seen: Instant
    }

    public let settings: Settings
    /// In the order in which they came.
    private var entries: [Entry] = []

    public init(settings: Settings = Settings()) {
        self.settings = settings
    }

    /// How many ids are remembered.
    public var count: Int { entries.count }

    /// Takes the command, or says why not; what is refused is not remembered. The claim of a command that is taken ends
    /// when `expires - wall` has passed from `now`.
    public mutating func admit(
        id: String, priority: Int, expires: Timestamp, wall: Timestamp, now: Instant
    ) -> CommandRefusal? {
        guard !id.isEmpty, id.utf8.count <= settings.longestID else { return .idInvalid }
        guard Claim.priorities.contains(priority) else { return .priorityInvalid }
        guard !entries.contains(where: { $0.id == id }) else { return .repeated }
        guard wall < expires else { return .expired }
        let (span, overflow) = expires.milliseconds.subtractingReportingOverflow(wall.milliseconds)
        guard !overflow, span <= settings.retention else { return .expiresTooFar }
        if entries.count >= settings.capacity { forget(wall: wall, now: now) }
        guard entries.count < settings.capacity else { return .tooMany }
        entries.append(Entry(id: id, expires: expires, seen: now))
        return nil
    }

    private mutating func forget(wall: Timestamp, now: Instant) {
        entries.removeAll { $0.expires <= wall && now >= $0.seen.advanced(by: settings.retention) }
    }

    public func write(to bytes: inout ByteWriter) {
        bytes.count(entries.count)
        for entry in entries {
            bytes.text(entry.id)
            bytes.signed(entry.expires.milliseconds)
            bytes.instant(entry.seen)
        }
    }

    /// A ledger with less room than the one that was written still keeps all ids, and takes new ones when there is room.
    public init(from bytes: inout ByteReader, settings: Settings = Settings()) throws(MalformedBytes) {
        self.init(settings: settings)
        for _ in 0..<(try bytes.count()) {
            let id = try bytes.text()
            let expires = Timestamp(milliseconds: try bytes.signed())
            entries.append(Entry(id: id, expires: expires, seen: try bytes.instant()))
        }
    }
}
