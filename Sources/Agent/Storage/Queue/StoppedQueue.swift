public import Configuration
internal import Store
internal import Telemetry

/// The records that wait in the store of a gateway that does not run.
public struct StoppedQueue {
    private let store: Store
    private let desk: QueueDesk

    /// Why it cannot be looked at, in words.
    public struct Failure: Error, Sendable, CustomStringConvertible {
        public let description: String
    }

    /// Opens the store, which no running gateway may hold.
    public init(_ configuration: StoreConfiguration) throws(Failure) {
        do throws(StoreError) {
            store = try Store.open(directory: configuration.path, options: StoreOptions(configuration))
            let recovery = try store.recover()
            // The engine's clock has not run on: what it would say now the wall clock tells.
            let now = max(recovery.now, Clock.wall.milliseconds - recovery.wallOffset)
            desk = QueueDesk(store: store, lastNow: recovery.now, now: now, wallOffset: recovery.wallOffset)
        } catch {
            throw Failure(description: "\(error)")
        }
    }

    /// One question, answered with a JSON object.
    public func answer(_ request: QueueRequest) throws(Failure) -> [UInt8] {
        do throws(StoreError) {
            return try desk.answer(request)
        } catch {
            throw Failure(description: "\(error)")
        }
    }

    public func close() throws(Failure) {
        do throws(StoreError) {
            try store.close()
        } catch {
            throw Failure(description: "\(error)")
        }
    }
}
