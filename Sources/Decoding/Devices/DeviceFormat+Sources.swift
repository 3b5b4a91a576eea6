extension DeviceFormat {
    /// The topics to subscribe to for `fields`, and how to read what comes.
    ///
    /// - Parameters:
    ///   - topic: what the file says in `mqtt:`. Nil takes ``base``. A topic of one channel (`tele/{device}/SENSOR`) is
    ///     that channel alone, and paths begin in its payload; any other topic stands in the place of ``base``.
    ///   - fields: with paths in the device's document. Flags without words of their own get the format's.
    ///   - time: what the file says about time; nil takes the format's own.
    ///   - zone: of times that are written without; only for the format's own time.
    /// - Returns: sources in the order of their first fields, then of the format's channels.
    public func sources(
        topic: String? = nil, fields: [PayloadField], time: TimeField? = nil, zone: (any LocalZone)? = nil
    ) throws(DeviceFormatError) -> [PayloadSource] {
        if let topic {
            let levels = topic.split(separator: "/", omittingEmptySubsequences: false).map { String($0) }
            for channel in channels {
                guard let keys = channel.keys(inTopic: levels) else { continue }
                return [
                    try source(
                        channel, topic: topic, places: fields.map { DeviceFormat.place($0.path, below: keys, channel) },
                        of: Array(fields.indices), fields, time: time, zone: zone)
                ]
            }
        }
        return try sources(base: topic ?? base, fields, time: time, zone: zone)
    }

    private func sources(
        base: String, _ fields: [PayloadField], time: TimeField?, zone: (any LocalZone)?
    ) throws(DeviceFormatError) -> [PayloadSource] {
        if self.base.contains(DeviceFormat.prefixLevel), !base.contains(DeviceFormat.prefixLevel) {
            throw .prefixMissing(format: name, channels: channels.map(\.name))
        }
        var plans: [(channel: DeviceChannel, topic: String, indices: [Int])] = []
        for (index, field) in fields.enumerated() {
            let matching = channels.filter { $0.places.contains(field.path) }
            if matching.isEmpty { throw .noSuchPlace(fieldIndex: index, format: name) }
            for channel in matching {
                let topic = channel.topic(base: base, path: field.path)
                if let known = plans.firstIndex(where: { $0.topic == topic }) {
                    plans[known].indices.append(index)
                } else {
                    plans.append((channel, topic, [index]))
                }
            }
        }
        var sources: [PayloadSource] = []
        for plan in plans {
            let places = plan.indices.map {
                FieldPath(segments: Array(fields[$0].path.segments.dropFirst(plan.channel.keysInTopic)))
            }
            sources.append(
                try source(
                    plan.channel, topic: plan.topic, places: places, of: plan.indices, fields, time: time, zone: zone))
        }
        return sources
    }

    private func source(
        _ channel: DeviceChannel, topic: String, places: [FieldPath], of indices: [Int], _ fields: [PayloadField],
        time: TimeField?, zone: (any LocalZone)?
    ) throws(DeviceFormatError) -> PayloadSource {
        var adapted: [PayloadField] = []
        for (place, index) in zip(places, indices) {
            adapted.append(try adapt(fields[index], at: place, index, channel))
        }
        var ownTime = channel.time
        if zone != nil { ownTime?.zone = zone }
        do throws(TopicFilterError) {
            return PayloadSource(
                topic: try TopicFilter(topic, excluding: channel.exclusions), format: channel.format, fields: adapted,
                fieldIndices: indices, time: channel.format.hasPaths ? time ?? ownTime : nil,
                records: channel.records, isPartial: channel.format.hasPaths)
        } catch {
            throw .topic(error)
        }
    }

    private func adapt(
        _ field: PayloadField, at place: FieldPath, _ index: Int, _ channel: DeviceChannel
    ) throws(DeviceFormatError) -> PayloadField {
        var field = field
        switch channel.payload {
        case .json(let inside):
            field.path = inside.appending(place)
        case .scalar:
            guard place.isRoot else { throw .noSuchPlace(fieldIndex: index, format: name) }
            field.path = .root
        case .availability:
            guard place.isRoot else { throw .noSuchPlace(fieldIndex: index, format: name) }
            guard field.type == .flag || field.type == .any else { throw .flagNeeded(fieldIndex: index) }
            field.path = .root
            return field
        }
        if field.type == .flag, field.on.isEmpty, field.off.isEmpty {
            field.on = on
            field.off = off
        }
        if field.type == .number { field.noValue += noValue }
        return field
    }

    /// The path in the payload of a channel whose topic was written out: the place itself, or what follows the keys
    /// that the topic has said.
    private static func place(_ path: FieldPath, below keys: [String], _ channel: DeviceChannel) -> FieldPath {
        let said =
            switch channel.payload {
            case .availability: [PlaceRule.onlineKey]
            case .json, .scalar: keys
            }
        guard !said.isEmpty, path.segments.count >= said.count,
            zip(path.segments, said).allSatisfy({ $0.name == $1 })
        else { return path }
        return FieldPath(segments: Array(path.segments.dropFirst(said.count)))
    }

    static let prefixLevel = "{prefix}"
}

extension DeviceChannel {
    func topic(base: String, path: FieldPath) -> String {
        let levels = base.split(separator: "/", omittingEmptySubsequences: false).map { level in
            level == DeviceFormat.prefixLevel ? prefix ?? String(level) : String(level)
        }
        return (levels + ending(for: path.segments.map { $0.name ?? "" })).joined(separator: "/")
    }
}

/// Why a format cannot give what a file asks of it.
public enum DeviceFormatError: Error, Sendable, Equatable {
    /// No channel of the format has the place that this field's path names.
    case noSuchPlace(fieldIndex: Int, format: String)
    /// `online` is true or false.
    case flagNeeded(fieldIndex: Int)
    /// The topic stands for several channels and does not say where they differ.
    case prefixMissing(format: String, channels: [String])
    case topic(TopicFilterError)
}

extension DeviceFormatError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noSuchPlace(let index, let format):
            "field \(index): devices of the format '\(format)' publish no such value"
        case .flagNeeded(let index): "field \(index): 'online' is true or false, neither a number nor a text"
        case .prefixMissing(let format, let channels):
            "the topic is none of one channel of '\(format)' (\(channels.joined(separator: ", "))); "
                + "write {prefix} for the level that differs between them"
        case .topic(let error): error.description
        }
    }
}
