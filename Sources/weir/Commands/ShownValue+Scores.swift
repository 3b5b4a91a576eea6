internal import Documents
internal import Engine
internal import Scoring

extension ShownValue {
    /// What a score is made of, and by what.
    static func score(_ score: ScorePlan) -> ShownValue {
        var members = [Member("judge", .text(words(score.judge)))]
        members.append(Member("of", .list(score.channels.map { .text($0.name) })))
        if let every = score.everyMilliseconds {
            members.append(Member("every", .text(DurationText.write(milliseconds: every))))
        }
        return .mapping(members)
    }

    private static func words(_ judge: ScorePlan.Judge) -> String {
        switch judge {
        case .detector(let definition, let learned):
            definition.kind.rawValue + (learned == nil ? "" : ", learned")
        case .remainingLife(let settings): "hours until \(settings.threshold)"
        case .fleetLife: "hours until the end, by a fleet"
        case .health: "health index of a fleet"
        case .model(let settings): "\(settings.model.format.rawValue) model of \(settings.features.count) features"
        }
    }
}
