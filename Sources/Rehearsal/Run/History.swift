internal import Telemetry

/// What a test has seen so far.
struct History {
    struct Entry {
        let at: Int64
        let output: Output
    }

    /// Everything that happened, in order.
    private(set) var entries: [Entry] = []
    /// When the window of the present expectation began: at the expectation before it, or with the test.
    private(set) var windowStart: Int64 = 0
    private var firstOfWindow = 0
    /// Since when each value of each device is what it is.
    private var values: [String: [String: (value: Value, since: Int64)]] = [:]
    private var given: [String: Set<String>] = [:]

    /// What happened since the expectation before.
    var window: ArraySlice<Entry> { entries[firstOfWindow...] }

    mutating func note(_ output: Output, at: Int64) {
        entries.append(Entry(at: at, output: output))
    }

    /// The step under way gives these signals anew.
    mutating func noteGiven(_ names: [String], of device: String) {
        given[device, default: []].formUnion(names)
    }

    /// The values of a device after a step.
    mutating func note(_ present: [NamedValue], of device: String, at: Int64) {
        let fresh = given.removeValue(forKey: device) ?? []
        var noted = values[device] ?? [:]
        for value in present where noted[value.name]?.value != value.value || fresh.contains(value.name) {
            noted[value.name] = (value.value, at)
        }
        values[device] = noted
    }

    /// When a value was first seen as it is.
    func since(_ value: NamedValue, of device: String) -> Int64? {
        guard let noted = values[device]?[value.name], noted.value == value.value else { return nil }
        return noted.since
    }

    mutating func closeWindow(at: Int64) {
        firstOfWindow = entries.count
        windowStart = at
    }
}
