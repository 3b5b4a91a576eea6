/// Answers to people that wait until what they asked for is stored: an override that was confirmed and then lost by a power
/// cut would be carried out twice, or never.
///
/// The output is moved at once, and a disk that fails keeps nobody waiting: the answer says then that it is not stored.
struct PersonAnswers {
    /// A person waits no longer than this for the disk.
    static let patienceMilliseconds: Int64 = 1000

    struct Waiting {
        var reply: Reply
        var answer: PersonAnswer
        var since: Int64
    }

    var waiting = AnswersAfterCommit<Waiting>()

    /// Whether somebody waits for the batch that is being filled.
    var areUrgent: Bool { !waiting.filling.isEmpty }
    /// When the first has waited long enough, on `Clock.boot`.
    var deadline: Int64? { waiting.oldest.map { $0.since + PersonAnswers.patienceMilliseconds } }
}

extension ControlLoop {
    func serve(_ request: PersonRequest, _ reply: Reply) {
        let answer = serve(request)
        if case .refused = answer {
            reply.post(answer.json(isStored: true))
            return
        }
        personAnswers.waiting.wait(PersonAnswers.Waiting(reply: reply, answer: answer, since: Clock.boot))
        if commitFailure != nil { answerPeopleUnstored() }
    }

    func answerPeopleStored() {
        for entry in personAnswers.waiting.stored() { entry.reply.post(entry.answer.json(isStored: true)) }
    }

    /// The disk takes nothing, or takes long.
    func answerPeopleUnstored() {
        for entry in personAnswers.waiting.giveUp() { entry.reply.post(entry.answer.json(isStored: false)) }
    }
}
