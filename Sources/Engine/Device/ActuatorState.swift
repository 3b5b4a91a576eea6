internal import Telemetry

struct ActuatorState: Sendable {
    /// The last word about the output.
    var output: ActuatorGuard
    /// Claims of people and of upstream.
    var held = HeldClaims()
    /// Which claims are known to be suppressed.
    var suppressions = Suppressions()
    /// Whether it does what it is told; nil where nothing is confirmed.
    var confirmation: Confirmation?
    /// The level that was read back from its line; nil where nobody knows.
    var readBack: Bool?
    /// Whether all that decides about it has been heard since the service started; until then it stays safe.
    var isReady = false
    /// Whether it was switched in the instant under way; false between steps.
    var hasSwitched = false
    /// How many commands were given: part of their identity.
    var count: UInt64 = 0
    /// The groups it is a member of, and as which member; from the plan.
    var memberships: [Membership] = []
    /// When it has to be decided anew even if nothing changes.
    var deadline: Instant?
    var timer = PendingTimer()

    struct Membership: Sendable {
        var group: Int
        var member: Int
    }

    init(_ plan: ActuatorPlan, now: Instant) {
        output = ActuatorGuard(settings: plan.settings, now: now)
        confirmation = plan.confirmation.map { Confirmation(withinMilliseconds: $0.withinMilliseconds) }
    }

    /// The value it was last told to take.
    var commanded: Bool { output.value }
}

extension ActuatorState {
    func write(to bytes: inout ByteWriter) {
        output.write(to: &bytes)
        held.write(to: &bytes)
        suppressions.write(to: &bytes)
        bytes.bool(isReady)
        bytes.unsigned(count)
        bytes.optional(deadline)
        bytes.block { bytes in
            guard let confirmation else { return }
            confirmation.write(to: &bytes)
            bytes.byte(readBack.map { $0 ? 2 : 1 } ?? 0)
        }
    }

    /// - Parameter confirmation: as the present plan has it; what was written of another is forgotten.
    init(
        from bytes: inout ByteReader, settings: GuardSettings, confirmation plan: ConfirmationPlan?
    ) throws(MalformedBytes) {
        output = try ActuatorGuard(from: &bytes, settings: settings)
        held = try HeldClaims(from: &bytes)
        suppressions = try Suppressions(from: &bytes)
        isReady = try bytes.bool()
        count = try bytes.unsigned()
        deadline = try bytes.optionalInstant()
        var block = try bytes.block()
        confirmation = plan.map { Confirmation(withinMilliseconds: $0.withinMilliseconds) }
        guard let plan, !block.isAtEnd else { return }
        confirmation = try Confirmation(from: &block, withinMilliseconds: plan.withinMilliseconds)
        let word = try block.byte()
        guard word <= 2 else { throw block.malformed }
        readBack = word == 0 ? nil : word == 2
    }
}
