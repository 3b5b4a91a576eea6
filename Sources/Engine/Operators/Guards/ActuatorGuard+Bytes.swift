public import Telemetry

extension ActuatorGuard {
    public func write(to bytes: inout ByteWriter) {
        bytes.bool(value)
        bytes.instant(since)
        bytes.unsigned(switchCount)
        switch readiness {
        case .waking(let start):
            bytes.bool(false)
            bytes.instant(start)
        case .awake: bytes.bool(true)
        }
        bytes.bool(isSpent)
        bytes.signed(carriedRun)
        bytes.bool(wanted)
        bytes.instant(wantedSince)
        bytes.bool(denial != nil)
        denial?.write(to: &bytes)
        switches.write(to: &bytes)
    }

    public init(from bytes: inout ByteReader, settings: GuardSettings) throws(MalformedBytes) {
        self.init(settings: settings, now: Instant(milliseconds: 0))
        value = try bytes.bool()
        since = try bytes.instant()
        switchCount = try bytes.unsigned()
        readiness = try bytes.bool() ? .awake : .waking(since: try bytes.instant())
        isSpent = try bytes.bool()
        carriedRun = try bytes.signed()
        guard carriedRun >= 0 else { throw bytes.malformed }
        wanted = try bytes.bool()
        wantedSince = try bytes.instant()
        if try bytes.bool() { denial = try Denial(from: &bytes) }
        switches = try RecentInstants(from: &bytes, capacity: settings.maxSwitches?.count ?? 1)
    }
}

extension ActuatorGuard.Denial {
    func write(to bytes: inout ByteWriter) {
        reason.write(to: &bytes)
        bytes.bool(wanted)
        bytes.bool(origin != nil)
        origin?.write(to: &bytes)
    }

    init(from bytes: inout ByteReader) throws(MalformedBytes) {
        reason = try DenialReason(from: &bytes)
        wanted = try bytes.bool()
        origin = try bytes.bool() ? try Claim.Origin(from: &bytes) : nil
    }
}
