internal import Configuration
internal import Engine
internal import Logging
internal import Telemetry

/// Answers to commands from upstream, which wait until what they caused is stored: a command that is sent again is known.
struct RemoteAnswers {
    struct Answer {
        var uplink: Int
        var body: [UInt8]
    }

    var waiting = AnswersAfterCommit<Answer>()
    /// A person's commands are all told; a program's that runs wild are not.
    var taken = LogTally(burst: 20)
    var refused = LogTally(burst: 20)
}

/// Commands from upstream become inputs, journaled like every other.
extension ControlLoop {
    func serve(_ command: RemoteCommand, uplink: Int) {
        let name = configuration.uplinks[uplink].name
        let words =
            "command \(command.id) from \(name): \(command.device).\(command.actuator) "
            + "\(command.value ? "on" : "off") until \(command.expires.rfc3339), priority \(command.priority)"
        if let reason = refuse(command, uplink: uplink) {
            if let count = remoteAnswers.refused.add(now: Clock.boot) {
                logger.notice("\(words): refused, \(reason)", metadata: ["count": "\(count)"])
            }
            return answer(RemoteCommand.answer(id: command.id, reason: reason), uplink: uplink)
        }
        let reason = denial(of: command)
        if let count = remoteAnswers.taken.add(now: Clock.boot) {
            logger.notice("\(words): taken\(reason.map { ", but \($0)" } ?? "")", metadata: ["count": "\(count)"])
        }
        remoteAnswers.waiting.wait(
            RemoteAnswers.Answer(uplink: uplink, body: RemoteCommand.answer(id: command.id, reason: reason)))
    }

    /// Takes the command, or says why not.
    private func refuse(_ command: RemoteCommand, uplink: Int) -> String? {
        guard isRecovered, !isStopping else { return "the gateway is \(isStopping ? "stopping" : "starting")" }
        guard let allowed = configuration.uplinks[uplink].commands else { return "commands are not taken" }
        guard !isShedding else { return "the store takes nothing" }
        guard allowed.allows(device: command.device) else { return "the device may not be commanded" }
        guard let device = host.device(named: command.device) else { return "there is no such device" }
        let actuators = host.engine.plan.templates[host.template(of: device)].actuators
        guard let index = actuators.firstIndex(where: { $0.name == command.actuator }) else {
            return "there is no such actuator"
        }
        guard command.priority >= allowed.priority else { return "priorities up to \(allowed.priority) are allowed" }
        let wall = clock.now.milliseconds + wallOffset
        let (span, overflow) = command.expires.milliseconds.subtractingReportingOverflow(wall)
        guard overflow || span <= allowed.maximumMilliseconds else { return CommandRefusal.expiresTooFar.name }
        input.kind = .command
        input.now = clock.now
        input.device = device
        input.index = index
        input.name = command.id
        input.value = command.value
        input.expires = command.expires
        input.priority = command.priority
        outputs.refusal = nil
        take(input)
        return outputs.refusal?.name
    }

    /// Why the actuator does not have the value that a command that was taken wants; nil where it has.
    private func denial(of command: RemoteCommand) -> String? {
        guard let device = host.device(named: command.device),
            let view = host.engine.actuators(device: device).first(where: { $0.name == command.actuator }),
            view.value != command.value
        else { return nil }
        return view.denial ?? view.winner.map { "\($0.name) has priority \($0.priority)" } ?? "it is not so yet"
    }

    func answer(_ body: [UInt8], uplink: Int) {
        guard ports.uplinks.indices.contains(uplink) else { return }
        // One that is refused here is lost; the sender may send its command again.
        ports.uplinks[uplink].post(.answer(body))
    }
}
