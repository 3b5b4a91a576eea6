internal import Configuration
internal import Engine
internal import Store

/// A question from another thread, answered once with JSON.
typealias Reply = Mailbox<[UInt8]>

/// Counts the connections of an uplink: what was said to an old one means nothing to the present one.
typealias ConnectionNumber = UInt64

/// To the control thread.
enum ControlMessage: Sendable {
    /// The store is open, and this is where the last run ended.
    case recovered(Recovered)
    /// A batch is on the disk; the memory comes back for the next one.
    /// `pauseMilliseconds`: how long the next one is to wait, for the flash's sake.
    case committed(Batch, isSnapshotDue: Bool, pauseMilliseconds: Int64)
    /// A batch could not be stored yet and is tried again.
    case commitFailed(reason: String)
    /// New files were checked and are to be taken up; whoever waits for it is told what came of it.
    case reload(GatewayConfiguration, Reply?)
    /// The names of what journal entries speak of.
    case legend(Reply)
    case status(Reply)
    /// A part of what there is to see.
    case look(Sight, Reply)
    /// Somebody watches from now on.
    case follow(Follower, from: LiveRecord.Beginning)
    /// A level for an input of the simulated chip.
    case simulate(line: String, level: Bool, Reply)
    /// A sensor was read, or could not be.
    case sensed(SensorReport)
    /// A command came from the uplink of this index.
    case command(RemoteCommand, uplink: Int)
    /// A person at the gateway sets, releases or acknowledges.
    case person(PersonRequest, Reply)
    case stop
}

/// To the store thread.
enum StoreMessage: Sendable {
    case commit(Batch)
    /// The control thread has put everything to rest: this is the last batch.
    case finish(Batch)
    /// A device came by a topic's capture: `weir failsafe` is to know of it.
    case admitted(device: String, template: String)
    case uplinkReady(Int, ConnectionNumber)
    case uplinkLost(Int)
    /// So many entries more for catching up.
    case catchUp(Int, count: Int)
    case delivered(Int, [OutboxKey])
    case rejected(Int, [Rejected])
    case postponed(Int, [Postponed])
    case status(Reply)
    /// A person asks for what waits.
    case queue(QueueRequest, Reply)
    /// Somebody copies the database file.
    case backup(BackupStep, Reply)
    /// The journal's entries from an offset on; nil: only where its end is.
    case journal(from: Int64?, Reply)
    /// There is no last batch: the control thread ended before it had begun.
    case stop

    struct Rejected: Sendable {
        var key: OutboxKey
        var reason: String
    }

    /// Not to be handed out until then, nor others of its device and class; in milliseconds since the machine started.
    struct Postponed: Sendable {
        var key: OutboxKey
        var until: Int64
    }
}

/// To an uplink's thread.
enum UplinkMessage: Sendable {
    /// The store is open; sequences are of this epoch.
    case begin(epoch: Int64)
    /// What has just been committed.
    case live([OutboxEntry], isMore: Bool, ConnectionNumber)
    /// What was asked for, fewer than asked when there is no more.
    case catchUp([OutboxEntry], isMore: Bool, ConnectionNumber)
    case status(Reply)
    /// The answer to a command.
    case answer([UInt8])
    case stop
}

/// What the control thread goes on from.
struct Recovered: Sendable {
    var engine: Engine
    /// What the engine said last.
    var recent: RecentOutputs
    var epoch: Int64
    /// Nil for a first run.
    var last: Int64?
    var redeliveries: [RedeliveryMark]
    /// The destination of each uplink, by the uplink's index.
    var destinations: [DestinationID]
    /// Journal entries that were taken up again, and those that could not be.
    var replayed: Int64
    var damaged: Int64
}
