/// Why an input was not taken. Each reason is a counter, and one log line per ten seconds.
public enum RejectReason: UInt8, Sendable, CaseIterable {
    // The message as it came from the broker.
    case topicInvalid, topicUnmatched, deviceNameInvalid, deviceNotListed, deviceLimit, timerLimit, ownEcho
    // The payload.
    case emptyPayload, payloadTooLarge, invalidJSON, invalidUTF8, tooDeep, tooManyMembers, duplicateKey, stringTooLong
    case numberOutOfRange, inexactNumber, wrongType, controlCharacter, notANumber, missingField, badTime
    case unsupportedEncoding, tooManyRecords, invalidCBOR, invalidSenML, wrongUnit
    case tooFewSamples, tooManySamples
    // The reading.
    case outOfRange, outOfOrder, redelivered, rateLimited

    /// The reason as the label of a metric and in log lines.
    public var name: String {
        switch self {
        case .topicInvalid: "topic_invalid"
        case .topicUnmatched: "topic_unmatched"
        case .deviceNameInvalid: "device_name_invalid"
        case .deviceNotListed: "device_not_listed"
        case .deviceLimit: "device_limit"
        case .timerLimit: "timer_limit"
        case .ownEcho: "own_echo"
        case .emptyPayload: "empty_payload"
        case .payloadTooLarge: "payload_too_large"
        case .invalidJSON: "invalid_json"
        case .invalidUTF8: "invalid_utf8"
        case .tooDeep: "too_deep"
        case .tooManyMembers: "too_many_members"
        case .duplicateKey: "duplicate_key"
        case .stringTooLong: "string_too_long"
        case .numberOutOfRange: "number_out_of_range"
        case .inexactNumber: "inexact_number"
        case .wrongType: "wrong_type"
        case .controlCharacter: "control_character"
        case .notANumber: "not_a_number"
        case .missingField: "missing_field"
        case .badTime: "bad_time"
        case .unsupportedEncoding: "unsupported_encoding"
        case .tooManyRecords: "too_many_records"
        case .invalidCBOR: "invalid_cbor"
        case .invalidSenML: "invalid_senml"
        case .wrongUnit: "wrong_unit"
        case .tooFewSamples: "too_few_samples"
        case .tooManySamples: "too_many_samples"
        case .outOfRange: "out_of_range"
        case .outOfOrder: "out_of_order"
        case .redelivered: "redelivered"
        case .rateLimited: "rate_limited"
        }
    }
}
