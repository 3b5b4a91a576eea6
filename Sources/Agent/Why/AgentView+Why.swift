public import Configuration
public import Decoding
internal import Telemetry

extension AgentView {
    /// A journal of the greatest size is read in less; else `weir why` takes its time elsewhere.
    static let whyMilliseconds: Int64 = 30_000

    /// What a record followed from, one object; see ``Explainer``. `{"error":...}` where the journal cannot be read.
    ///
    /// Takes up to half a minute and a thread of the caller's; the control thread has no part in it.
    public func why(_ question: WhyQuestion, configuration: GatewayConfiguration) -> [UInt8] {
        let (answer, isFound) = explain(question, configuration)
        // The record is known, and the journal lacks what was before: then ids come out otherwise, and times do not.
        guard let answer else { return Array(#"{"error":"the journal cannot be read in time; ask weir why"}"#.utf8) }
        guard !isFound, let known = recorded(question.text) else { return answer }
        return explain(known, configuration).answer ?? answer
    }

    private func explain(
        _ question: WhyQuestion, _ configuration: GatewayConfiguration
    ) -> (answer: [UInt8]?, isFound: Bool) {
        let explainer = Explainer(question, configuration: configuration, now: Clock.wall.milliseconds, isLive: true)
        var walk = JournalWalk(self)
        let isRead = walk.forEach(deadline: Clock.boot + AgentView.whyMilliseconds) { entry in
            explainer.take(entry)
            return !explainer.isOver
        }
        guard isRead else { return (nil, false) }
        explainer.hasLostBeginning = walk.hasLostBeginning
        explainer.finish()
        var json = JSONWriter(reserving: 4096)
        explainer.write(to: &json)
        return (json.bytes, explainer.isFound)
    }

    /// The record of an id as it was told, if it was told lately.
    private func recorded(_ id: String) -> WhyQuestion? {
        // Nothing is an answer that came too late: then the record is as unknown as one of long ago.
        guard let records = (try? JSONValue.parse(recent(), limits: AgentView.recordLimits))?.array else { return nil }
        return records.first { $0["id"]?.string == id }.flatMap { WhyQuestion(like: id, $0) }
    }

    private static let recordLimits = PayloadLimits(
        bytes: 16 << 20, depth: 16, members: 100_000, stringBytes: 65_536)
}

extension WhyQuestion {
    /// A record as JSON; nil where it is none.
    public init?(like text: String, _ record: JSONValue) {
        guard let device = record["device"]?.string, let kind = record["kind"]?.string,
            let name = record["actuator"]?.string ?? record["name"]?.string, let time = record["time"]?.integer
        else { return nil }
        let word = record["state"]?.string ?? record["reason"]?.string ?? record["value"]?.bool.map { "\($0)" }
        self.init(like: text, device: device, name: name, kind: kind, word: word ?? "", time: time)
    }
}
