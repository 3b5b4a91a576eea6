internal import Engine
internal import Telemetry

/// A signal on its way into the plan: what expressions ask about it is known when they are compiled.
struct SignalDraft {
    let name: String
    let setting: SignalSection?
    /// The slots of `stale(x)` and `valid(x)`, where something asks.
    var staleSlot: Int?
    var validSlot: Int?
    var stuckSlot: Int?
    /// What a condition of the surroundings is where nothing was told.
    var restValue: Telemetry.Value?
    /// How long what was told holds.
    var maximum: Int64?
    /// What is known of its unit besides.
    var unit: String?

    init(name: String, setting: SignalSection?) {
        self.name = name
        self.setting = setting
    }

    var plan: SignalPlan {
        let valid = setting?.valid.flatMap { $0.count == 2 && $0[0] <= $0[1] ? $0[0]...$0[1] : nil }
        return SignalPlan(
            name: name, unit: setting?.unit ?? unit, valid: valid, deadband: setting?.deadband ?? 0,
            filter: filter(valid), restValue: restValue, staleMilliseconds: setting?.stale ?? maximum,
            staleSlot: staleSlot, validSlot: validSlot, stuckSlot: stuckSlot)
    }

    /// Nil where a valid range and a deadband are all.
    private func filter(_ valid: ClosedRange<Double>?) -> SignalFilterSettings? {
        guard let setting else { return nil }
        let filter = SignalFilterSettings(
            scale: setting.scale, offset: setting.offset, valid: valid,
            spike: setting.spike.map {
                SpikeSettings(window: $0.window, sigma: $0.sigma, treatment: $0.isReplaced ? .replace : .drop)
            },
            maximumStepPerSecond: setting.maxStep, smoothMilliseconds: setting.smooth,
            dedupeMilliseconds: setting.dedupe, deadband: Deadband(absolute: setting.deadband ?? 0),
            stuck: stuckSlot == nil ? nil : setting.stuck.map { StuckSettings(afterMilliseconds: $0) })
        let plain = SignalFilterSettings(valid: valid, deadband: filter.deadband)
        return filter == plain ? nil : filter
    }
}
