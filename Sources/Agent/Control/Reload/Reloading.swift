public import Configuration
internal import Documents
internal import Glibc
internal import Logging
internal import Synchronization
internal import Telemetry

/// Takes up new files while the gateway runs, from any thread: they are read and checked first, and wrong ones change
/// nothing.
public final class Reloading: Sendable {
    /// A commit under way goes first, and on a full disk it may take for ever.
    static let patienceMilliseconds: Int32 = 30_000

    private let load: @Sendable () -> GatewayLoader.Outcome
    private let control: Mailbox<ControlMessage>
    private let logger: Logger
    /// One reading of the files at a time.
    private let isFree = Mutex(())
    private let latest = Mutex<GatewayConfiguration?>(nil)
    private let handedOver: Mutex<GatewayConfiguration>
    /// Readable when files were handed over, for whoever follows them beside the control thread.
    public let change = Wakeup()

    init(
        _ configuration: GatewayConfiguration, control: Mailbox<ControlMessage>, logger: Logger,
        load: @escaping @Sendable () -> GatewayLoader.Outcome
    ) {
        handedOver = Mutex(configuration)
        self.control = control
        self.logger = logger
        self.load = load
    }

    /// The files that are in force, or about to be.
    public var present: GatewayConfiguration { handedOver.withLock { $0 } }

    /// Reads the files, and asks for them to be taken up.
    public func request() {
        // The outcome is in the log.
        _ = post(reply: nil)
    }

    /// The same, and waits for the outcome: one JSON object with `ok`; with `reason` and `diagnostics` where it is not.
    public func carryOut() -> [UInt8] {
        let reply = Reply(capacity: 1)
        if let refusal = post(reply: reply) { return refusal }
        var entry = pollfd(fd: reply.wakeup.descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, Reloading.patienceMilliseconds) == 1, let answer = reply.takeAll().first else {
            return ReloadAnswer.refused(
                "the files are right, and wait for the store: they are taken up as soon as it has committed"
            ).json
        }
        return answer
    }

    /// What was handed over last; nil where nothing was since the last call.
    public func takeChange() -> GatewayConfiguration? {
        change.clear()
        return latest.withLock { latest in
            let taken = latest
            latest = nil
            return taken
        }
    }

    /// - Returns: why the files are not taken up; nil where they were handed over.
    private func post(reply: Reply?) -> [UInt8]? {
        isFree.withLock { _ in
            let outcome = load()
            for diagnostic in outcome.diagnostics.sorted { logger.warning("\(diagnostic)") }
            guard let configuration = outcome.configuration else {
                logger.error("not reloaded: the files are wrong, the configuration stays as it was")
                return Reloading.refusal(outcome.diagnostics)
            }
            Failsafe.save(configuration, logger: logger)
            if control.post(.reload(configuration, reply)) {
                latest.withLock { $0 = configuration }
                handedOver.withLock { $0 = configuration }
                change.wake()
                return nil
            }
            logger.error("not reloaded: the control thread does not answer")
            return ReloadAnswer.refused("the control thread does not answer").json
        }
    }

    private static func refusal(_ diagnostics: Diagnostics) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.field("ok", false)
        json.field("reason", "the files are wrong, the configuration stays as it was")
        json.key("diagnostics")
        json.beginArray()
        for diagnostic in diagnostics.sorted {
            json.beginObject()
            json.field("file", diagnostic.mark.file.path)
            json.field("line", diagnostic.mark.line)
            json.field("column", diagnostic.mark.column)
            json.field("severity", diagnostic.severity.rawValue)
            json.field("message", diagnostic.message)
            if let mend = diagnostic.mend { json.field("mend", mend) }
            json.endObject()
        }
        json.endArray()
        json.field("text", diagnostics.text())
        json.endObject()
        return json.bytes
    }
}
