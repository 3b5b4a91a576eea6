internal import Documents
internal import Engine

/// Limits over actuators of several devices.
struct GroupSection: Section {
    let members: [String]
    let membersMark: Mark
    let oneStartPer: Int64
    let limit: GroupLimitSection?
    let atMost: Int?
    let isExclusive: Bool
    let deadTime: Int64
    let onStale: GroupSettings.OnStale
    let mark: Mark
    let shape: UInt64

    static let members = Field(
        "members", .list(of: .text, atLeast: 2), required: true, about: "The actuators: DEVICE.ACTUATOR.",
        example: "[c1.motor, c2.motor]")
    static let oneStartPer = Field(
        "one_start_per", .duration, default: "0s", about: "From one start to the next, of whichever member.",
        example: "30s")
    static let limit = Field("limit", .section(GroupLimitSection.self), about: "What they may take together.")
    static let atMost = Field("at_most", .integer(1...10_000), about: "How many may be on at a time.", example: "2")
    static let exclusive = Field(
        "exclusive", .boolean, default: "false", about: "Whether a member that is on keeps all others off.")
    static let deadTime = Field(
        "dead_time", .duration, default: "0s", about: "From the end of one member to the start of another one.",
        example: "2s")
    static let onStale = Field(
        "on_stale", .choice(of: GroupSettings.OnStale.self), default: "deny",
        about: "While a measured value is missing nobody starts (deny), or the reserve counts (ignore).")
    static let table = FieldTable(
        "a group", [members, oneStartPer, limit, atMost, exclusive, deadTime, onStale])

    init?(from reader: MappingReader) {
        members = reader.value(Self.members) ?? []
        membersMark = reader.mark(of: Self.members)
        oneStartPer = reader.value(Self.oneStartPer)
        limit = reader.value(Self.limit)
        atMost = reader.value(Self.atMost)
        isExclusive = reader.value(Self.exclusive)
        deadTime = reader.value(Self.deadTime)
        onStale = reader.value(Self.onStale)
        mark = reader.mark
        shape = Shape.hash(reader.node)
        check(reader)
    }

    /// Limits that limit nothing.
    private func check(_ reader: MappingReader) {
        if isExclusive, let atMost, atMost > 1 {
            reader.error("an exclusive group has one member on at a time", mend: "remove one of them", at: Self.atMost)
        } else if let atMost, atMost >= members.count, members.count > 1 {
            reader.warning(
                "the group has \(members.count) members, so they are never more", mend: "write fewer, or remove it",
                at: Self.atMost)
        }
        if oneStartPer == 0, limit == nil, atMost == nil, !isExclusive, deadTime == 0 {
            reader.diagnostics.error(
                "the group limits nothing",
                mend: "write 'at_most', 'exclusive', 'one_start_per', 'dead_time' or 'limit'",
                at: mark)
        }
    }
}

struct GroupLimitSection: Section {
    let sum: String?
    let sumMark: Mark
    let maximum: Quantity?
    let maximumMark: Mark
    let reserve: [Named<Quantity>]
    let runUp: Int64?

    static let sum = Field(
        "sum", .text, required: true, about: "The signal of each member's device that is added up.", example: "power")
    static let maximum = Field("max", .quantity, required: true, about: "The most they may take.", example: "30 kW")
    static let reserve = Field(
        "reserve", .named(.quantity), about: "What each device takes from the moment it is told to start.",
        example: "{c1: 18 kW, c2: 15 kW}")
    static let runUp = Field(
        "run_up", .duration(from: "1s"),
        about: "How long the reserve counts after a start at least; what is measured from then on counts in its stead.",
        example: "30s")
    static let table = FieldTable("a group's limit", [sum, maximum, reserve, runUp])

    init?(from reader: MappingReader) {
        sum = reader.value(Self.sum)
        sumMark = reader.mark(of: Self.sum)
        maximum = reader.value(Self.maximum)
        maximumMark = reader.mark(of: Self.maximum)
        reserve = reader.value(Self.reserve) ?? []
        runUp = reader.value(Self.runUp)
    }
}
