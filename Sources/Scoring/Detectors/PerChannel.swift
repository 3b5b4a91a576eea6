public import Telemetry

/// One channel detector a signal; the row's score is the strangest signal's.
public struct PerChannel<Channel: ChannelDetector>: Detector {
    private var channels: [Channel]
    /// When each channel's present run of alarms began.
    private var since: [Timestamp?]

    /// - Parameter channels: one a signal, at least one.
    public init(_ channels: [Channel]) {
        precondition(!channels.isEmpty)
        self.channels = channels
        since = Array(repeating: nil, count: channels.count)
    }

    public var channelCount: Int { channels.count }
    public var isLearning: Bool { channels.contains(where: \.isLearning) }
    public var memoryBound: Int { channels.reduce(0) { $0 + $1.memoryBound + 16 } }

    public mutating func update(_ values: [Double], at time: Timestamp) -> Score? {
        precondition(values.count == channels.count)
        var strangest: Score?
        var standing: Score.Standing?
        for index in channels.indices where values[index].isMeasurable {
            guard var score = channels[index].update(values[index], at: time) else { continue }
            score.value = min(score.value, Score.most)
            since[index] = score.isAlarm || score.standing != nil ? since[index] ?? time : nil
            score.explanation.channel = index
            score.explanation.since = score.isAlarm ? since[index] : nil
            if var alarm = score.standing {
                alarm.value = min(alarm.value, Score.most)
                alarm.explanation.channel = index
                alarm.explanation.since = since[index]
                if alarm.value > standing?.value ?? 0 { standing = alarm }
            }
            if score.value > strangest?.value ?? -1 { strangest = score }
        }
        // A row of another channel that is stranger by itself is what there is to tell.
        if let standing, standing.value > strangest?.value ?? 0 { strangest?.standing = standing }
        return strangest
    }

    public func write(to bytes: inout ByteWriter) {
        for (channel, since) in zip(channels, since) {
            channel.write(to: &bytes)
            bytes.optional(since)
        }
    }

    public mutating func read(from bytes: inout ByteReader) throws(MalformedBytes) {
        for index in channels.indices {
            try channels[index].read(from: &bytes)
            since[index] = try bytes.optionalTimestamp()
        }
    }
}
