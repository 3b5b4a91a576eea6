internal import Decoding
internal import Documents
internal import Engine

/// Where the device's own time is, and whether its readings are taken in the order of it.
struct TimeSection: Section {
    /// What becomes of a reading that comes too late.
    enum Late: String, Sendable, CaseIterable {
        case drop, keep
    }

    let field: String?
    let fieldMark: Mark
    let unit: TimeField.Unit
    let zone: PlaceZone?
    /// Nil: the input's readings count at their arrival.
    let eventTime: EventTimeSettings?
    let mark: Mark

    static let field = Field("field", .text, about: "The path of the time in the payload.", example: "ts")
    static let unit = Field(
        "unit", unitType, default: "ms",
        about: "What a number counts, since 1970; auto goes by its size. Text is read as RFC 3339 whatever the unit.")
    private static let unitType = FieldType<String>.choice("s", "ms", "us", "ns", "auto").map {
        TimeField.Unit(word: $0)
    }
    static let zone = Field(
        "zone", PlaceZone.type, about: "The zone of times that are written without one.", example: "Europe/Oslo")
    static let maxDelay = Field(
        "max_delay", .duration(from: "0s", through: "1d"),
        about: "Rules and windows go by the device's time: readings wait so long for those measured before them. "
            + "Without it they count at their arrival, and one that is older than the newest of its input is not taken.",
        example: "5s")
    static let idleAfter = Field(
        "idle_after", .duration(from: "1ms", through: "1d"), default: "1m",
        about: "An input that is silent for so long is not waited for.")
    static let late = Field(
        "late", .choice(of: Late.self), default: "drop",
        about: "What becomes of a reading that comes later than that; keep stores and sends it, past rules and windows."
    )
    static let table = FieldTable("a time", [field, unit, zone, maxDelay, idleAfter, late])

    init?(from reader: MappingReader) {
        field = reader.value(Self.field)
        fieldMark = reader.mark(of: Self.field)
        unit = reader.value(Self.unit)
        zone = reader.value(Self.zone)
        mark = reader.mark
        let idleAfter = reader.value(Self.idleAfter)
        let late = reader.value(Self.late)
        eventTime = reader.value(Self.maxDelay).map {
            EventTimeSettings(
                maximumDelayMilliseconds: $0, idleAfterMilliseconds: idleAfter, late: late == .keep ? .keep : .drop)
        }
        guard eventTime == nil, !reader.has(Self.maxDelay) else { return }
        for (isWritten, key) in [(reader.has(Self.idleAfter), "idle_after"), (reader.has(Self.late), "late")]
        where isWritten {
            let mark = key == "late" ? reader.mark(of: Self.late) : reader.mark(of: Self.idleAfter)
            reader.diagnostics.error(
                "'\(key)' is for readings in the order of their own times",
                mend: "write 'max_delay: 5s' beside it, or remove it",
                at: mark)
        }
    }
}

extension TimeField.Unit {
    fileprivate init(word: String) {
        switch word {
        case "s": self = .seconds
        case "us": self = .microseconds
        case "ns": self = .nanoseconds
        case "auto": self = .byMagnitude
        default: self = .milliseconds
        }
    }
}
