internal import Telemetry

/// What was told and held back of the alarms of a group that have one key.
struct AlarmSeries: Sendable {
    let group: Int
    let key: String
    private var told: RecentInstants
    /// How many were held back since the last one that was told.
    private(set) var heldCount: UInt64 = 0
    private let span: Int64

    init(group: Int, key: String, limit: Frequency) {
        self.group = group
        self.key = key
        told = RecentInstants(capacity: limit.count)
        span = limit.perMilliseconds
    }

    /// Nil: hold it back. Else it is told, and so many were held back before it.
    mutating func ask(now: Instant) -> UInt64? {
        guard told.roomAt(now: now, span: span) == nil else {
            heldCount += 1
            return nil
        }
        told.append(now)
        defer { heldCount = 0 }
        return heldCount
    }

    func write(to bytes: inout ByteWriter) {
        told.write(to: &bytes)
        bytes.unsigned(heldCount)
    }

    init(from bytes: inout ByteReader, group: Int, key: String, limit: Frequency) throws(MalformedBytes) {
        self.init(group: group, key: key, limit: limit)
        told = try RecentInstants(from: &bytes, capacity: limit.count)
        heldCount = try bytes.unsigned()
    }
}

/// All of them. There are no more than devices and rules in a group, and only those of which something was told.
struct AlarmBoard: Sendable {
    private let plans: [AlarmGroupPlan]
    private(set) var series: [AlarmSeries] = []
    /// By group and key; only looked up in.
    private var places: [[String: Int]]

    init(_ plans: [AlarmGroupPlan]) {
        self.plans = plans
        places = plans.map { _ in [:] }
    }

    func name(of group: Int) -> String { plans[group].name }

    mutating func place(group: Int, key: String) -> Int {
        if let place = places[group][key] { return place }
        return add(AlarmSeries(group: group, key: key, limit: plans[group].limit))
    }

    mutating func ask(_ place: Int, now: Instant) -> UInt64? { series[place].ask(now: now) }

    private mutating func add(_ new: AlarmSeries) -> Int {
        places[new.group][new.key] = series.count
        series.append(new)
        return series.count - 1
    }

    func write(to bytes: inout ByteWriter) {
        bytes.count(series.count)
        for entry in series {
            bytes.text(plans[entry.group].name)
            bytes.word(plans[entry.group].shape)
            bytes.text(entry.key)
            bytes.block { entry.write(to: &$0) }
        }
    }

    /// Takes what was told of groups that are the same by now.
    mutating func read(from bytes: inout ByteReader) throws(MalformedBytes) {
        for _ in 0..<(try bytes.count()) {
            let name = try bytes.text()
            let shape = try bytes.word()
            let key = try bytes.text()
            var block = try bytes.block()
            guard let group = plans.firstIndex(where: { $0.name == name && $0.shape == shape }) else { continue }
            guard places[group][key] == nil else { throw bytes.malformed }
            _ = add(try AlarmSeries(from: &block, group: group, key: key, limit: plans[group].limit))
        }
    }
}
