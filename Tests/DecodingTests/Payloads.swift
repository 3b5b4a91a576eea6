import Decoding
import Telemetry

/// One payload through one decoder.
struct Outcome: Equatable {
    var values: [Value?] = []
    var time: Timestamp?
    var reason: RejectReason?
}

func decode(
    _ bytes: [UInt8], format: PayloadFormat = .json, fields: [PayloadField], time: TimeField? = nil,
    limits: PayloadLimits = PayloadLimits()
) throws -> Outcome {
    let decoder = try PayloadDecoder(format: format, fields: fields, time: time, limits: limits)
    var reading = DecodedReading()
    let reason = bytes.withUnsafeBytes { decoder.decode($0, into: &reading) }
    return Outcome(values: reading.values.map(\.value), time: reading.time, reason: reason)
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
