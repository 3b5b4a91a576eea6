internal import Configuration
internal import Engine
internal import Logging
internal import Telemetry

extension ControlLoop {
    /// Once a second: tells what went for want of room, and what to raise.
    func noteLimits(now: Int64) {
        let counters = host.engine.counters
        for limit in EngineLimit.allCases {
            guard let count = limitLog.note(limit, counters[limit], now: now) else { continue }
            let example = host.engine.example(of: limit).map { ", for example of \($0)" } ?? ""
            logger.warning("\(configuration.limits.sentence(limit, count: count, example: example))")
        }
    }

    /// Each limit with what there is now, or with what went at it.
    func writeLimits(to json: inout JSONWriter) {
        let limits = configuration.limits
        json.beginObject()
        json.key("devices")
        json.beginObject()
        json.field("limit", limits.devices)
        json.field("used", host.engine.deviceCount)
        json.field("dropped", rejections.count(.deviceLimit))
        json.endObject()
        json.key("timers")
        json.beginObject()
        json.field("limit", limits.timers)
        json.field("used", host.engine.timerCount)
        json.field("dropped", rejections.count(.timerLimit))
        json.endObject()
        for (name, limit, count) in [
            ("payload", limits.payloadBytes, rejections.count(.payloadTooLarge)),
            ("rate", Int(limits.ratePerSecond), rejections.count(.rateLimited)),
        ] {
            json.key(name)
            json.beginObject()
            json.field("limit", limit)
            json.field("dropped", count)
            json.endObject()
        }
        for limit in EngineLimit.allCases {
            json.key(limit.rawValue)
            json.beginObject()
            json.field("limit", limits[limit])
            json.field("dropped", host.engine.counters[limit])
            json.endObject()
        }
        json.endObject()
    }
}

extension LimitsConfiguration {
    /// What went at a limit, and what to raise.
    func sentence(_ limit: EngineLimit, count: Int, example: String = "") -> String {
        """
        limits.\(limit.rawValue) \(self[limit]) is reached: \(count) \(limit.consequence)\(example); \
        raise limits.\(limit.rawValue) in weir.yaml
        """
    }

    fileprivate subscript(limit: EngineLimit) -> Int {
        switch limit {
        case .partialMatches: partialMatches
        case .keys: keys
        case .windows: windows
        case .windowSamples: windowSamples
        case .repeats: repeats
        case .heldReadings: heldReadings
        }
    }
}
