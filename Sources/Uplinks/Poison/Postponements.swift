internal import Store

/// Devices whose records a destination does not take while it takes others': they wait in the store, and are tried
/// again after a minute, then after twice as long each time. So a topic that stays denied costs a few connections once,
/// and then an attempt an hour.
struct Postponements {
    static let shortestMilliseconds: Int64 = 60_000
    static let longestMilliseconds: Int64 = 3_600_000
    /// Closings can be for a record as well as for its topic: the first record of a device that is given up for them
    /// does not make the others wait.
    static let closingsAtOnce = 1

    private struct Postponement {
        /// On the clock of the thread; 0 when nothing waits.
        var until: Int64 = 0
        var delay: Int64 = 0
        var closings = 0
        /// The destination has said that it refuses the lane, not only closed the connection.
        var isDenied = false
        /// That of another class of the device.
        var isAssumed = false
        var reason = ""
    }

    private var lanes: [Lane: Postponement] = [:]

    /// When the lane is tried again; nil when it may be tried now.
    func until(_ lane: Lane, now: Int64) -> Int64? {
        guard let until = lanes[lane]?.until, until > now else { return nil }
        return until
    }

    /// Whether the destination has said that it refuses the lane, and taken nothing of it since.
    func isDenied(_ lane: Lane) -> Bool { lanes[lane]?.isDenied ?? false }

    /// The destination takes the lane's records.
    mutating func taken(_ lane: Lane) {
        guard !lanes.isEmpty, lanes.removeValue(forKey: lane)?.isDenied == true else { return }
        for other in siblings(lane) where lanes[other]?.isAssumed == true { lanes[other] = nil }
    }

    private func siblings(_ lane: Lane) -> [Lane] {
        (0..<UInt8(DeliveryClass.count)).map { Lane(device: lane.device, DeliveryClass(clamping: $0)) }
    }

    /// It says that it refuses them. Returns when they are tried again.
    ///
    /// With the first of a device its other classes are put off once, too: most often all of its topics are denied, and
    /// the search would begin anew for each.
    mutating func denied(_ lane: Lane, reason: String, now: Int64) -> Int64 {
        let isFirst = !isDenied(lane)
        lanes[lane, default: Postponement()].isDenied = true
        lanes[lane]?.isAssumed = false
        let until = postpone(lane, reason, now)
        guard isFirst, var assumed = lanes[lane] else { return until }
        assumed.isAssumed = true
        for other in siblings(lane) where lanes[other] == nil { lanes[other] = assumed }
        return until
    }

    private mutating func postpone(_ lane: Lane, _ reason: String, _ now: Int64) -> Int64 {
        if let until = until(lane, now: now) { return until }
        var postponement = lanes[lane] ?? Postponement()
        postponement.delay = min(
            Self.longestMilliseconds, max(Self.shortestMilliseconds, 2 * postponement.delay))
        postponement.until = now + postponement.delay
        postponement.reason = reason
        lanes[lane] = postponement
        return postponement.until
    }

    /// A record of it was given up for closings. The others wait when it was not the first in a row.
    mutating func closed(_ lane: Lane, reason: String, now: Int64) {
        lanes[lane, default: Postponement()].closings += 1
        guard lanes[lane]?.closings ?? 0 > Self.closingsAtOnce else { return }
        _ = postpone(lane, reason, now)
    }

    /// How many wait, and why one of them does; nil when none does.
    var notice: String? {
        let waiting = lanes.filter { $0.value.delay > 0 && !$0.value.isAssumed }
        guard let first = waiting.first else { return nil }
        let count = Set(waiting.map(\.key.device)).count
        let devices = count == 1 ? "1 device" : "\(count) devices"
        return "it does not take records of \(devices), which wait: \(first.value.reason)"
    }
}
