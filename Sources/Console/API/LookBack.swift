internal import Agent
internal import Configuration
internal import NIOCore
internal import Synchronization

/// Runs through the journal for people who look back: one at a time, since each takes a processor for a while, and what was
/// found is kept for those who ask the same soon after.
final class LookBack: Sendable {
    typealias Work = @Sendable (AgentView, GatewayConfiguration) -> [UInt8]

    private struct Answer {
        var time: NIODeadline
        var json: [UInt8]
    }

    /// Answers that are kept, and for how long.
    static let capacity = 16
    static let lifetime = TimeAmount.seconds(15)

    private let isFree = Mutex(())
    private let answers = Mutex<[String: Answer]>([:])

    /// Nil where another run is under way.
    func answer(_ key: String, _ router: Router, _ work: Work) -> [UInt8]? {
        if let known = known(key) { return known }
        return isFree.withLockIfAvailable { _ in
            let json = work(router.view, router.reloading.present)
            keep(json, key)
            return json
        }
    }

    private func known(_ key: String) -> [UInt8]? {
        answers.withLock { answers in
            answers = answers.filter { $0.value.time + LookBack.lifetime > .now() }
            return answers[key]?.json
        }
    }

    private func keep(_ json: [UInt8], _ key: String) {
        answers.withLock { answers in
            if answers.count >= LookBack.capacity, let oldest = answers.min(by: { $0.value.time < $1.value.time }) {
                answers[oldest.key] = nil
            }
            answers[key] = Answer(time: .now(), json: json)
        }
    }
}
