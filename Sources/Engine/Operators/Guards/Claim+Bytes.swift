internal import Telemetry

extension Claim {
    func write(to bytes: inout ByteWriter) {
        origin.write(to: &bytes)
        bytes.bool(value)
        bytes.byte(UInt8(priority))
        bytes.instant(since)
        bytes.optional(until)
        bytes.bool(isLatched)
    }

    init(from bytes: inout ByteReader) throws(MalformedBytes) {
        let origin = try Origin(from: &bytes)
        let value = try bytes.bool()
        let priority = Int(try bytes.byte())
        guard Claim.priorities.contains(priority) else { throw bytes.malformed }
        self.init(
            origin: origin, value: value, priority: priority, since: try bytes.instant(),
            until: try bytes.optionalInstant(), isLatched: try bytes.bool())
    }
}

extension Claim.Origin {
    func write(to bytes: inout ByteWriter) {
        switch self {
        case .rule(let index):
            bytes.byte(0)
            bytes.count(index)
        case .manual: bytes.byte(1)
        case .remote(let id):
            bytes.byte(2)
            bytes.text(id)
        }
    }

    init(from bytes: inout ByteReader) throws(MalformedBytes) {
        switch try bytes.byte() {
        case 0: self = .rule(try bytes.index())
        case 1: self = .manual
        case 2: self = .remote(id: try bytes.text())
        default: throw bytes.malformed
        }
    }
}

extension ByteWriter {
    mutating func instant(_ instant: Instant) { signed(instant.milliseconds) }

    mutating func optional(_ instant: Instant?) {
        bool(instant != nil)
        if let instant { self.instant(instant) }
    }
}

extension ByteReader {
    mutating func instant() throws(MalformedBytes) -> Instant { Instant(milliseconds: try signed()) }

    mutating func optionalInstant() throws(MalformedBytes) -> Instant? { try bool() ? try instant() : nil }
}

extension Instant {
    /// Milliseconds from `earlier` to this instant; 0 when that lies ahead. Saturates, since a snapshot may hold any number.
    func elapsed(since earlier: Instant) -> Int64 {
        guard earlier < self else { return 0 }
        let (span, overflow) = milliseconds.subtractingReportingOverflow(earlier.milliseconds)
        return overflow ? .max : span
    }
}
