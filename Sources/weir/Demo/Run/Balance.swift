/// What went in and what came out, at one moment.
struct Balance: Equatable {
    /// Messages that the sensors handed to the local broker, and those that the gateway took from it.
    var published: Int
    var received: Int
    /// Entries that the gateway queued for the platform, by its ledger.
    var queued: Int
    var held: Int
    var dropped: Int
    /// Entries that the platform has, by id, and how many came again.
    var arrived: Int
    var duplicates: Int
    var strange: Int

    /// Nothing is lost and nothing is there too often.
    var holds: Bool { published == received && queued == arrived && dropped == 0 && strange == 0 }

    /// Nothing is under way either: every confirmation of the platform is stored.
    var isSettled: Bool { holds && held == 0 }

    func show(_ view: DemoView, counts: [String: Int], outages: [DemoRun.OutageRecord]) {
        view.plain()
        view.heading("Balance")
        view.row("sensors", "published \(published) messages, Weir received \(received)")
        view.row("Weir", "queued \(queued) entries for the platform, dropped \(dropped), holds \(held) unconfirmed")
        view.row("platform", "has \(arrived) entries by id: \(Sentences.counts(counts))")
        view.row(
            "", duplicates == 0 ? "none of them came twice" : "\(duplicates) came twice, and were told by their id")
        for outage in outages {
            view.row(
                "outage",
                "\(outage.seconds.oneDecimal) s without the platform; up to \(outage.mostHeld) entries waited in Weir")
        }
        view.plain()
        if holds {
            view.verdict("Nothing was lost: the platform has every entry that Weir queued.", isGood: true)
        } else {
            view.verdict(loss, isGood: false)
        }
    }

    private static func messages(_ count: Int) -> String { count == 1 ? "1 message" : "\(count) messages" }

    private var loss: String {
        var parts: [String] = []
        if received < published { parts.append("\(Balance.messages(published - received)) did not reach Weir") }
        if received > published {
            parts.append("Weir received \(Balance.messages(received - published)) more than the sensors published")
        }
        if dropped > 0 { parts.append("Weir dropped \(dropped) entries") }
        if arrived < queued - dropped {
            parts.append("\(queued - dropped - arrived) entries are not at the platform yet")
        }
        if arrived > queued { parts.append("the platform has \(arrived - queued) entries that Weir did not queue") }
        if strange > 0 { parts.append("\(Balance.messages(strange)) at the platform came from elsewhere") }
        return "The balance does not hold: \(parts.joined(separator: "; "))."
    }
}
