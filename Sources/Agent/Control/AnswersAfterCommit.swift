/// Answers that wait until what they tell of is stored: one that says yes is true after any crash.
struct AnswersAfterCommit<Answer> {
    /// What these tell of is in the batch that is being filled.
    private(set) var filling: [Answer] = []
    private var underWay: [Answer] = []

    /// The first that was made of those that wait.
    var oldest: Answer? { underWay.first ?? filling.first }

    mutating func wait(_ answer: Answer) { filling.append(answer) }

    /// The batch that holds what the answers tell of is handed over.
    mutating func sent() {
        underWay.append(contentsOf: filling)
        filling.removeAll()
    }

    /// It is stored.
    mutating func stored() -> [Answer] {
        defer { underWay.removeAll() }
        return underWay
    }

    /// Nobody waits any longer.
    mutating func giveUp() -> [Answer] {
        sent()
        return stored()
    }
}
