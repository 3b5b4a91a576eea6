internal import Telemetry

/// What somebody wanted for a time, when the service was away for some of it.
extension DeviceState {
    /// Takes the time away from what was left at the last start: of overrides, commands and leases.
    mutating func spend(_ milliseconds: Int64, _ template: Template, _ pass: inout Pass) {
        guard milliseconds > 0 else { return }
        for (index, rule) in template.rules.enumerated() {
            guard let end = rules[index].leaseEnd, rules[index].raisedAt < pass.away.start else { continue }
            let left = end.advanced(by: -milliseconds)
            rules[index].leaseEnd = left > pass.now ? left : nil
            schedule(index, rule, &pass)
            for setting in rule.settings { pass.contested.insert(setting.actuator) }
        }
        for index in actuators.indices
        where actuators[index].held.spend(milliseconds, before: pass.away.start, now: pass.now) {
            pass.contested.insert(index)
        }
    }

    /// Nobody knows how long the service was away: what was wanted for a time is over unless it is safe, and it is said.
    mutating func endDoubtful(_ template: Template, _ pass: inout Pass) {
        guard pass.away.isDoubtNew else { return }
        for (index, plan) in template.actuators.enumerated() {
            let claims = plan.claimants.compactMap { claim($0, template, now: pass.now) } + actuators[index].held.claims
            // What was over before is there until the actuator is decided next.
            for claim in claims where claim.isLive(at: pass.now) && pass.away.isDoubtful(claim, safe: plan.safe) {
                suppressed(
                    "clock_unknown", winner: nil,
                    detail: "\(name(of: claim, template)): the clock did not tell how long the service was away", plan,
                    &pass)
            }
            actuators[index].held.remove { pass.away.isDoubtful($0, safe: plan.safe) }
        }
    }
}
