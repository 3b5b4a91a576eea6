internal import Configuration
internal import Engine
internal import Logging
internal import Store
internal import Telemetry

/// New files that wait for the batch under way, and who waits for what comes of it.
struct PendingReload {
    var configuration: GatewayConfiguration
    var reply: Reply?
}

extension ControlLoop {
    func reload(_ configuration: GatewayConfiguration, _ reply: Reply?) {
        refuseReload(isStopping ? "the gateway is stopping" : "other files were taken up instead")
        pendingReload = PendingReload(configuration: configuration, reply: reply)
        if isStopping { return refuseReload("the gateway is stopping") }
        reloadIfQuiet()
    }

    func refuseReload(_ reason: String) {
        pendingReload?.reply?.post(ReloadAnswer.refused(reason).json)
        pendingReload = nil
    }

    /// A new configuration is taken up between two batches: journal entries name things by index, so a snapshot with
    /// the new names has to stand between the entries of the old and those of the new.
    func reloadIfQuiet() {
        guard let pending = pendingReload, spare != nil, isRecovered, !isStopping else { return }
        let next = pending.configuration
        pins.finishMeters()
        var engine: Engine
        do throws(MalformedBytes) {
            engine = try Engine.restore(host.engine.snapshot(), plan: next.plan).engine
        } catch {
            logger.critical("the engine cannot take up its own state (byte \(error.offset)); the old files stay")
            return refuseReload("the engine cannot take up its own state; the configuration stays as it was")
        }
        pendingReload = nil
        engine.goOnCounting(from: host.engine)
        let former = configuration
        let formerTargets = actuatorTargets()
        host.replace(engine)
        configuration = next
        tellSimulated()
        ingestor = Ingestor(configuration: next, isLimited: true)
        reopenPins()
        watchSensors()
        uplinks = UplinkTargets(configuration: next, destinations: uplinks.destinations)
        makeSafe(leaving: formerTargets)
        let difference = PlanDifference(from: former.plan, to: next.plan)
        renew(difference)
        resubscribe()
        driveCommanded()
        let restart = ReloadAnswer.needingRestart(from: former, to: next)
        if !restart.isEmpty {
            logger.warning("changes of mqtt, store and uplinks in weir.yaml take effect at the next start")
        }
        logger.notice("configuration reloaded: devices=\(host.engine.deviceCount)")
        beginTrimming()
        notifier.notify("READY=1\nSTATUS=running")
        pending.reply?.post(
            ReloadAnswer.done(difference, devices: host.engine.deviceCount, needingRestart: restart).json)
    }

    /// Rules that are new or changed begin now, and what stands in the journal from here on is of the new plan.
    private func renew(_ difference: PlanDifference) {
        isSnapshotDue = false
        let now = clock.now
        journalLegend(.reload, now: now, fresh: difference.fresh)
        input.kind = .clock
        input.now = now
        input.wallOffset = wallOffset
        host.step(input, into: &outputs)
        host.renew(into: &outputs)
        for changed in host.engine.changedTables(now: now) {
            host.step(changed, into: &outputs)
            journalIfRoom(changed)
        }
        act()
        queueOutputs()
        fillSnapshot()
        lastCommitStart = Clock.boot
        stampAndSend { .commit($0) }
    }
}
