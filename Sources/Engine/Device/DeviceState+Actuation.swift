internal import Expressions
internal import Telemetry

extension DeviceState {
    /// Decides every contested actuator.
    mutating func decide(_ template: Template, _ pass: inout Pass) {
        guard !pass.contested.isEmpty else { return }
        // Each once: one that is contested again by what it caused waits for the next round, of which there are so many.
        var start = 0
        while let index = pass.contested.removeFirst(from: start) {
            decide(actuator: index, template, &pass)
            start = index + 1
        }
        pass.contested.look()
    }

    /// Time has come for an actuator.
    mutating func serve(actuator index: Int, _ pass: inout Pass) {
        _ = actuators[index].held.expire(now: pass.now)
        pass.contested.insert(index)
    }

    /// A person wants a value for a while; nil ends that.
    mutating func override(
        actuator index: Int, value: Bool?, forMilliseconds milliseconds: Int64, _ pass: inout Pass
    ) {
        if let value {
            actuators[index].held.override(value, forMilliseconds: milliseconds, now: pass.now)
        } else {
            _ = actuators[index].held.release()
        }
        pass.contested.insert(index)
    }

    /// A command from upstream wants a value for a while.
    mutating func hold(_ claim: Claim, actuator index: Int, _ pass: inout Pass) {
        actuators[index].held.hold(claim)
        pass.contested.insert(index)
    }

    private mutating func decide(actuator index: Int, _ template: Template, _ pass: inout Pass) {
        let plan = template.actuators[index]
        let now = pass.now
        let arbitration = arbitrate(index, plan, template, pass)
        confirm(index, plan, arbitration.winner, template, &pass)
        let inputs = GuardInputs(
            winner: arbitration.winner, interlock: plan.interlock.map { truth(of: $0, &pass) },
            permissive: plan.permissive.map { truth(of: $0, &pass) },
            areFresh: actuators[index].isReady && areFresh(plan, winner: arbitration.winner, template),
            hasFailed: actuators[index].hasFailed, hasSwitched: actuators[index].hasSwitched)
        let answer = askGroups(index, inputs, &pass)
        let decision = actuators[index].output.decide(inputs, group: answer, now: now)
        explain(arbitration, decision, actuator: index, plan, template, &pass)
        if decision.isChange {
            command(decision, actuator: index, plan, template, &pass)
            actuators[index].confirmation?.command(now: now)
            confirm(index, plan, arbitration.winner, template, &pass)
        }
        tellState(ofActuator: index, template, &pass)
        let next = Instant.earlier(
            Instant.earlier(decision.next, arbitration.nextExpiry), actuators[index].confirmation?.deadline)
        actuators[index].deadline = next
        if let next { wait(until: next, for: .actuator, index: index, &pass) }
    }

    func arbitrate(
        _ index: Int, _ plan: ActuatorPlan, _ template: Template, _ pass: borrowing Pass
    ) -> Arbitration {
        var arbitration = Arbitration(safe: plan.safe, now: pass.now)
        for claimant in plan.claimants {
            guard let claim = claim(claimant, plan, template, pass) else { continue }
            arbitration.consider(claim)
        }
        for claim in actuators[index].held.claims { arbitration.consider(claim) }
        return arbitration
    }

    /// All claims on an actuator, for people.
    func liveClaims(
        on index: Int, _ plan: ActuatorPlan, _ template: Template, _ pass: borrowing Pass
    ) -> [Claim] {
        let now = pass.now
        let ofRules = plan.claimants.indices.compactMap { claim(plan.claimants[$0], plan, template, pass) }
        return (ofRules + actuators[index].held.claims).filter { $0.isLive(at: now) }
    }

    /// What a rule claims; nil where it claims nothing that counts.
    private func claim(
        _ claimant: ActuatorPlan.Claimant, _ plan: ActuatorPlan, _ template: Template, _ pass: borrowing Pass
    ) -> Claim? {
        guard let claim = claim(claimant, template, now: pass.now) else { return nil }
        return pass.away.isDoubtful(claim, safe: plan.safe) ? nil : claim
    }

    func claim(_ claimant: ActuatorPlan.Claimant, _ template: Template, now: Instant) -> Claim? {
        let rule = template.rules[claimant.rule]
        let state = rules[claimant.rule]
        guard state.claims(rule, at: now) else { return nil }
        return Claim(
            origin: .rule(claimant.rule), value: claimant.value, priority: rule.priority, since: state.raisedAt,
            until: state.latch.isLatched ? nil : state.leaseEnd, isLatched: state.latch.isLatched)
    }

    /// Whether the signals that decide have values.
    func areFresh(_ plan: ActuatorPlan, winner: Claim?, _ template: Template) -> Bool {
        func isFresh(_ signal: Int) -> Bool {
            if case .error = slots[signal] { return false }
            return true
        }
        if let signals = plan.safeWhenStale { return signals.allSatisfy(isFresh) }
        guard plan.interlockSignals.allSatisfy(isFresh) else { return false }
        guard let rule = winner?.rule else { return true }
        return template.rules[rule].required.allSatisfy(isFresh)
    }

    private mutating func askGroups(_ index: Int, _ inputs: GuardInputs, _ pass: inout Pass) -> GroupAnswer {
        guard !actuators[index].memberships.isEmpty else { return .granted }
        let now = pass.now
        let request = actuators[index].output.startRequest(inputs, now: now)
        var answer = GroupAnswer.granted
        for membership in actuators[index].memberships {
            let served = pass.groups[membership.group].served
            let own = pass.groups[membership.group].ask(membership.member, request, now: now)
            if answer == .granted { answer = own }
            if pass.groups[membership.group].served != served { pass.regrouped.insert(membership.group) }
            pass.waitForGroup(membership.group)
        }
        return answer
    }

    /// A claim that does not have its way is told why, once.
    private mutating func explain(
        _ arbitration: Arbitration, _ decision: Decision, actuator index: Int, _ plan: ActuatorPlan,
        _ template: Template, _ pass: inout Pass
    ) {
        explainLosses(arbitration, actuator: index, plan, template, &pass)
        guard decision.isNews, let reason = decision.reason else { return }
        if reason == .feedback { pass.counters.chainsCut += 1 }
        // Where nobody claims it, an output that waits for its rest value keeps nobody waiting; but what a guard switches off
        // is told with the guard's reason.
        guard decision.winner != nil || decision.isChange || reason == .feedback else { return }
        suppressed(
            reason.name, winner: decision.winner.map { name(of: $0, template) },
            detail: detail(of: reason, actuator: index, pass), plan, &pass)
        testify(actuator: index, template, &pass)
    }

    private mutating func explainLosses(
        _ arbitration: Arbitration, actuator index: Int, _ plan: ActuatorPlan, _ template: Template, _ pass: inout Pass
    ) {
        guard arbitration.isContested else { return actuators[index].suppressions.removeAll() }
        actuators[index].suppressions.begin()
        for claimant in plan.claimants {
            guard let claim = claim(claimant, plan, template, pass) else { continue }
            explainLoss(of: claim, arbitration, actuator: index, plan, template, &pass)
        }
        for claim in actuators[index].held.claims {
            explainLoss(of: claim, arbitration, actuator: index, plan, template, &pass)
        }
        actuators[index].suppressions.end()
    }

    private mutating func explainLoss(
        of claim: Claim, _ arbitration: Arbitration, actuator index: Int, _ plan: ActuatorPlan, _ template: Template,
        _ pass: inout Pass
    ) {
        guard let reason = arbitration.suppression(of: claim), let winner = arbitration.winner,
            actuators[index].suppressions.isNews(claim, reason: reason)
        else { return }
        // Several may lose to the same.
        suppressed(
            reason.name, winner: name(of: winner, template),
            detail: "\(name(of: claim, template)) wants \(claim.value ? "on" : "off")", plan, &pass)
        testify(actuator: index, template, &pass)
    }

    /// Which group it is, which of its limits, which member is in the way, and who waits before this one.
    private func detail(of reason: DenialReason, actuator index: Int, _ pass: Pass) -> String? {
        guard case .group(let denial) = reason else { return nil }
        let membership = actuators[index].memberships.first {
            if case .denied(denial, _) = pass.groups[$0.group].answer($0.member, now: pass.now) { return true }
            return false
        }
        guard let membership else { return nil }
        let plan = pass.groupPlans[membership.group]
        let group = pass.groups[membership.group]
        func name(_ member: Int) -> String { "\(plan.members[member].device).\(plan.members[member].actuator)" }
        let hindrance = group.hindrance(of: membership.member, denial).map { " (\(name($0)))" } ?? ""
        let front = group.front(of: membership.member).map { ", after \(name($0))" } ?? ""
        return "\(plan.name): \(denial.name)" + hindrance + front
    }

    func suppressed(
        _ reason: String, winner: String?, detail: String? = nil, _ plan: ActuatorPlan, _ pass: inout Pass
    ) {
        pass.counters.suppressions += 1
        pass.records.append(
            .suppression(
                Suppression(
                    time: pass.wall(pass.now), device: name, actuator: plan.name, reason: reason,
                    winner: winner, detail: detail, isTimeUncertain: !pass.isClockKnown)))
    }

    func name(of claim: Claim, _ template: Template) -> String {
        switch claim.origin {
        case .rule(let rule): template.rules[rule].name
        case .manual: "manual"
        case .remote(let id): id
        }
    }

    private mutating func command(
        _ decision: Decision, actuator index: Int, _ plan: ActuatorPlan, _ template: Template, _ pass: inout Pass
    ) {
        actuators[index].count += 1
        actuators[index].hasSwitched = true
        pass.switched.append((pass.device, index))
        let count = actuators[index].count
        // What a guard turned off was not the winner's doing.
        let winner = decision.reason == nil ? decision.winner : nil
        let identity = winner?.rule.map { rules[$0].cause } ?? pass.cause.identity
        let id = Identifier {
            $0.combine(pass.identitySeed)
            $0.combine(identity)
            $0.combine(nameHash)
            $0.combine(plan.name)
            $0.combine(count)
        }
        pass.records.append(
            .command(
                Command(
                    time: pass.wall(pass.now), device: name, actuator: plan.name, value: decision.value,
                    rule: winner.map { self.name(of: $0, template) }, priority: winner?.priority, id: id,
                    isTimeUncertain: !pass.isClockKnown)))
        testify(actuator: index, template, &pass)
        tellGroups(of: index, decision.value, &pass)
        if let slot = plan.onSlot { set(slot, .bool(decision.value), template, &pass) }
    }

    /// The groups of an actuator take what it was told.
    func tellGroups(of index: Int, _ value: Bool, _ pass: inout Pass) {
        for membership in actuators[index].memberships {
            pass.groups[membership.group].note(membership.member, value: value, now: pass.now)
            pass.regrouped.insert(membership.group)
        }
    }
}
