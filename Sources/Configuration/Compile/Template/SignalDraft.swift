internal import Engine

/// A signal on its way into the plan: what expressions ask about it is known when they are compiled.
struct SignalDraft {
    let name: String
    let setting: SignalSection?
    /// The slots of `stale(x)` and `valid(x)`, where something asks.
    var staleSlot: Int?
    var validSlot: Int?

    init(name: String, setting: SignalSection?) {
        self.name = name
        self.setting = setting
    }

    var plan: SignalPlan {
        let valid = setting?.valid.flatMap { $0.count == 2 && $0[0] <= $0[1] ? $0[0]...$0[1] : nil }
        return SignalPlan(
            name: name, unit: setting?.unit, valid: valid, deadband: setting?.deadband ?? 0,
            staleMilliseconds: setting?.stale, staleSlot: staleSlot, validSlot: validSlot)
    }
}
