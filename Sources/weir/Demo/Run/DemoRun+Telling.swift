internal import Decoding

/// What the demo tells of what happens.
extension DemoRun {
    private static let readingSeconds = 2.0
    private static let platformSeconds = 5.0
    private static let awaitedTurns = 5

    func tell(_ entry: Platform.Entry) {
        let delay = DemoClock.wall - entry.time
        switch entry.kind {
        case "event":
            guard news.isNew(event: entry.id) else { return outage.deliveredLate(by: delay) }
            tell(event: entry.data, note: "platform +\(delay) ms")
        case "summary":
            if outage.isOver, entry.device == plant.pumps[0].name {
                view.line(.platform, Sentences.summary(entry.data))
            }
        default: break
        }
    }

    private func tell(event: JSONValue, note: String) {
        let isRaised = Sentences.isRaised(event)
        view.line(
            isRaised ? .raised : .cleared, Sentences.event(event), note: note,
            isUrgent: isRaised && ["major", "critical"].contains(event["severity"]?.string))
    }

    /// What the gateway says of itself: its commands, and the events that cannot reach the platform just now.
    func tellGatewayNews() {
        if outage.isOver {
            awaitEvents()
        } else {
            for event in status.events {
                guard let id = event["id"]?.string, news.isNew(event: id) else { continue }
                tell(event: event, note: "waits in Weir")
            }
        }
        for command in status.commands {
            guard let id = command["id"]?.string, news.isNew(command: id) else { continue }
            view.line(.command, Sentences.command(command))
        }
    }

    /// Events that are on their way to the platform are told before the commands that follow from them.
    private func awaitEvents() {
        for _ in 0..<DemoRun.awaitedTurns
        where status.events.contains(where: { $0["id"]?.string.map(news.knows(event:)) == false }) {
            DemoConnection.turn([plant.connection, platform.connection], longest: 20)
        }
    }

    func tellSamples(at time: Double) {
        if time >= nextReading {
            nextReading = time + DemoRun.readingSeconds
            view.line(.reading, plant.summary)
        }
        if time >= nextPlatform {
            nextPlatform = time + DemoRun.platformSeconds
            guard platform.counts != countsTold else { return }
            countsTold = platform.counts
            view.line(.platform, "has \(Sentences.counts(platform.counts))")
        }
    }
}
