internal import Telemetry

extension DenialReason {
    func write(to bytes: inout ByteWriter) {
        switch self {
        case .priority: bytes.byte(0)
        case .manual: bytes.byte(1)
        case .latch: bytes.byte(2)
        case .interlock: bytes.byte(3)
        case .notReady: bytes.byte(4)
        case .stale: bytes.byte(5)
        case .maxOn: bytes.byte(6)
        case .permissive: bytes.byte(7)
        case .minOn: bytes.byte(8)
        case .minOff: bytes.byte(9)
        case .rate: bytes.byte(10)
        case .feedback: bytes.byte(12)
        case .group(let denial):
            bytes.byte(11)
            bytes.byte(denial.rawValue)
        case .fault: bytes.byte(13)
        }
    }

    init(from bytes: inout ByteReader) throws(MalformedBytes) {
        switch try bytes.byte() {
        case 0: self = .priority
        case 1: self = .manual
        case 2: self = .latch
        case 3: self = .interlock
        case 4: self = .notReady
        case 5: self = .stale
        case 6: self = .maxOn
        case 7: self = .permissive
        case 8: self = .minOn
        case 9: self = .minOff
        case 10: self = .rate
        case 11:
            guard let denial = GroupDenial(rawValue: try bytes.byte()) else { throw bytes.malformed }
            self = .group(denial)
        case 12: self = .feedback
        case 13: self = .fault
        default: throw bytes.malformed
        }
    }
}
