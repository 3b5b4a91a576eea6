internal import Telemetry

/// Which detector, and how it is set: all that a detector needs besides its rows.
public struct DetectorDefinition: Sendable, Equatable {
    public static let channelRange = 1...64
    private static let stateVersion: UInt8 = 1
    /// Of states that name a zone.
    private static let zonedStateVersion: UInt8 = 2

    public let kind: DetectorKind
    public let channels: Int
    /// The place whose time of day and week counts; nil: UTC, and what `offset` says.
    public let zone: LocalTime?
    /// Every field of the kind, in the order of `kind.fields`.
    private let settings: [Double]

    /// - Parameters:
    ///   - channels: signals in a row, 1...64.
    ///   - settings: by field name; the others take their standard values.
    ///   - zone: of kinds that have one.
    public init(
        kind: DetectorKind, channels: Int = 1, settings: [String: Double] = [:], zone: LocalTime? = nil
    ) throws(ScoringError) {
        guard zone == nil || kind.hasZone else { throw .unknownField("zone", of: kind) }
        guard zone == nil || settings["offset"] == nil else { throw .zoneAndOffset }
        guard Self.channelRange.contains(channels) else {
            throw .channels(channels, allowed: Self.channelRange)
        }
        let fields = kind.fields
        for name in settings.keys.sorted() where !fields.contains(where: { $0.name == name }) {
            throw .unknownField(name, of: kind)
        }
        var values: [Double] = []
        for field in fields {
            guard let value = settings[field.name] else {
                values.append(field.standard)
                continue
            }
            guard field.range.contains(value) else { throw .outOfRange(field, value) }
            guard !field.isWhole || value == value.rounded() else { throw .notWhole(field, value) }
            values.append(value)
        }
        if kind == .range, let low = settings["low"], let high = settings["high"], low >= high {
            throw .notBelow("low", low, "high", high)
        }
        if kind == .multivariate, channels >= 2, let dropped = settings["dropped"], Int(dropped) > channels - 2 {
            throw .dropped(Int(dropped), of: channels)
        }
        self.kind = kind
        self.channels = channels
        self.zone = zone
        self.settings = values
    }

    /// The value of a field; it must be one of the kind's.
    public subscript(name: String) -> Double {
        guard let index = kind.fields.firstIndex(where: { $0.name == name }) else {
            preconditionFailure("\(kind) has no field \(name)")
        }
        return settings[index]
    }

    /// A detector that has seen nothing.
    public func make() -> any Detector {
        switch kind {
        case .discord: perChannel(DiscordDetector(DiscordDetector.Options(self)))
        case .multivariate:
            MultivariateDetector(channels: channels, options: MultivariateDetector.Options(self))
        case .range: perChannel(RangeDetector(RangeDetector.Options(self)))
        case .ewma: perChannel(EWMADetector(EWMADetector.Options(self)))
        case .robustZ: perChannel(RobustZDetector(RobustZDetector.Options(self)))
        case .cusum: perChannel(CUSUMDetector(CUSUMDetector.Options(self)))
        case .pageHinkley: perChannel(PageHinkleyDetector(PageHinkleyDetector.Options(self)))
        case .seasonal: perChannel(SeasonalDetector(SeasonalDetector.Options(self)))
        case .drift: perChannel(DriftDetector(DriftDetector.Options(self)))
        }
    }

    private func perChannel(_ detector: some ChannelDetector) -> any Detector {
        PerChannel(Array(repeating: detector, count: channels))
    }

    /// What every state of such a detector begins with: what is needed to know it again.
    public var head: [UInt8] {
        var bytes = ByteWriter()
        bytes.byte(zone == nil ? Self.stateVersion : Self.zonedStateVersion)
        bytes.text(kind.rawValue)
        bytes.count(channels)
        for value in settings { bytes.double(value) }
        if let zone { bytes.text(zone.name) }
        return bytes.bytes
    }

    /// The state of a detector that this definition made, behind the head.
    public func snapshot(of detector: any Detector) -> [UInt8] {
        var bytes = ByteWriter()
        detector.write(to: &bytes)
        return head + bytes.bytes
    }

    /// The detector as it was: it scores every row after as the one in the snapshot would have.
    public func restore(_ snapshot: [UInt8]) throws(ScoringError) -> any Detector {
        let head = head
        guard snapshot.starts(with: head) else { throw .otherDefinition }
        var detector = make()
        var bytes = ByteReader(snapshot[head.count...])
        do throws(MalformedBytes) {
            try detector.read(from: &bytes)
            guard bytes.isAtEnd else { throw bytes.malformed }
        } catch {
            throw .malformedState(offset: head.count + error.offset)
        }
        return detector
    }

    /// A setting that is not given is NaN, and the same as another that is not given.
    public static func == (left: Self, right: Self) -> Bool {
        left.kind == right.kind && left.channels == right.channels && left.zone == right.zone
            && left.settings.map(\.bitPattern) == right.settings.map(\.bitPattern)
    }
}
