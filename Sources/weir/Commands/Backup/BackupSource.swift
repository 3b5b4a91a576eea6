internal import Agent
internal import ArgumentParser
internal import Configuration
internal import Decoding
internal import Glibc
internal import Store

/// A database file that stays as it is: by the running gateway's word, or as no gateway runs and none may start.
final class BackupSource {
    private let control: ControlClient?
    private var renewed = MonotonicSeconds.now

    /// - Parameters:
    ///   - control: of the running gateway; nil when none runs.
    ///   - configuration: the store's bounds; nil where the files are wrong.
    init(directory: String, control: ControlClient?, _ configuration: StoreConfiguration?) throws {
        self.control = control
        if control != nil {
            try ask(.begin)
        } else {
            try StoreOwner.become(of: directory)
            try RunLock.take(directory: directory)
            // What a killed gateway left in the log goes into the database.
            try RestingStore.settle(directory: directory, configuration, isRestored: false)
        }
    }

    /// To be called more often than the gateway's patience lasts.
    func renew() throws {
        guard control != nil, MonotonicSeconds.now - renewed >= 1 else { return }
        renewed = MonotonicSeconds.now
        try ask(.renew)
    }

    func finish() throws {
        try StoreOwner.leave()
        if control != nil { try ask(.end) }
    }

    private func ask(_ step: BackupStep) throws {
        guard let control else { return }
        let answer = try JSONValue.parse(
            try control.ask(Array(#"{"request":"backup","step":"\#(step.rawValue)"}"#.utf8), patienceSeconds: 15))
        guard answer["ok"]?.bool == true else {
            let reason = answer["reason"]?.string ?? answer["error"]?.string ?? "the gateway is too busy to answer"
            throw ArchiveFailure("no backup was made: \(reason)")
        }
    }
}

/// A clock that nobody sets.
enum MonotonicSeconds {
    static var now: Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec
    }
}
