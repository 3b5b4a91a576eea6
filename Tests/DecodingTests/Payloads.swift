import Decoding
import Telemetry

/// One payload through one decoder.
struct Outcome: Equatable {
    var values: [Value?] = []
    var time: Timestamp?
    var flaw: TimeFlaw?
    var reason: RejectReason?
}

func decode(
    _ bytes: [UInt8], format: PayloadFormat = .json, fields: [PayloadField], time: TimeField? = nil,
    limits: PayloadLimits = PayloadLimits()
) throws -> Outcome {
    let decoder = try PayloadDecoder(format: format, fields: fields, time: time, limits: limits)
    var decoded = DecodedPayload()
    let reason = bytes.withUnsafeBytes { decoder.decode($0, into: &decoded) }
    return Outcome(
        values: decoded.values.map(\.value), time: decoded.time, flaw: decoded.records.first?.timeFlaw, reason: reason)
}

/// One record of a payload with several, its values by the position of their fields.
struct DecodedRecord: Equatable {
    var values: [Int: Value?] = [:]
    var milliseconds: Int64?
    var offset: Int64 = 0
    var flaw: TimeFlaw?
    var device: String?
}

extension PayloadDecoder {
    func records(_ payload: [UInt8]) -> Result<[DecodedRecord], Refusal> {
        var decoded = DecodedPayload()
        if let reason = payload.withUnsafeBytes({ decode($0, into: &decoded) }) { return .failure(Refusal(reason)) }
        let records = decoded.records.map { record in
            DecodedRecord(
                values: Dictionary(
                    uniqueKeysWithValues: decoded.entries[record.entries].map { ($0.fieldIndex, $0.value) }),
                milliseconds: record.time?.milliseconds, offset: record.arrivalOffsetMilliseconds,
                flaw: record.timeFlaw,
                device: record.device.map { String(decoding: decoded.names[$0], as: UTF8.self) })
        }
        return .success(records)
    }

    func records(_ payload: String) -> Result<[DecodedRecord], Refusal> { records(Array(payload.utf8)) }
}

struct Refusal: Error, Equatable {
    let reason: RejectReason

    init(_ reason: RejectReason) {
        self.reason = reason
    }
}

/// A JSON payload whose member `v` is a number.
func decodeNumber(_ json: String, limits: PayloadLimits = PayloadLimits()) throws -> Outcome {
    try decodeNumber(Array(json.utf8), limits: limits)
}

func decodeNumber(_ json: [UInt8], limits: PayloadLimits = PayloadLimits()) throws -> Outcome {
    try decode(json, fields: [PayloadField(path: FieldPath("v"), type: .number)], limits: limits)
}

func rejected(_ reason: RejectReason) -> Outcome { Outcome(reason: reason) }

func accepted(_ values: Value?...) -> Outcome { Outcome(values: values) }
