internal import CSimdJSON
public import Telemetry

/// Why a text is not taken as JSON, or not as a number.
public enum JSONError: Error, Sendable, Equatable, CaseIterable {
    case empty, tooLarge, invalid, invalidUTF8, unsupportedEncoding, tooDeep, tooManyMembers, duplicateKey
    case stringTooLong, controlCharacter, numberOutOfRange, inexactNumber, notANumber, outOfMemory

    init?(_ status: weir_json_status) {
        switch status {
        case .WEIR_JSON_OK: return nil
        case .WEIR_JSON_EMPTY: self = .empty
        case .WEIR_JSON_TOO_LARGE: self = .tooLarge
        case .WEIR_JSON_INVALID: self = .invalid
        case .WEIR_JSON_INVALID_UTF8: self = .invalidUTF8
        case .WEIR_JSON_UNSUPPORTED_ENCODING: self = .unsupportedEncoding
        case .WEIR_JSON_TOO_DEEP: self = .tooDeep
        case .WEIR_JSON_TOO_MANY_MEMBERS: self = .tooManyMembers
        case .WEIR_JSON_DUPLICATE_KEY: self = .duplicateKey
        case .WEIR_JSON_STRING_TOO_LONG: self = .stringTooLong
        case .WEIR_JSON_CONTROL_CHARACTER: self = .controlCharacter
        case .WEIR_JSON_NUMBER_OUT_OF_RANGE: self = .numberOutOfRange
        case .WEIR_JSON_NUMBER_INEXACT: self = .inexactNumber
        case .WEIR_JSON_NOT_A_NUMBER: self = .notANumber
        case .WEIR_JSON_OUT_OF_MEMORY: self = .outOfMemory
        }
    }

    /// The counter that a payload with this flaw goes to.
    public var rejectReason: RejectReason {
        switch self {
        case .empty: .emptyPayload
        // Memory ran out for want of a smaller payload: there is no counter that says it better.
        case .tooLarge, .outOfMemory: .payloadTooLarge
        case .invalid: .invalidJSON
        case .invalidUTF8: .invalidUTF8
        case .unsupportedEncoding: .unsupportedEncoding
        case .tooDeep: .tooDeep
        case .tooManyMembers: .tooManyMembers
        case .duplicateKey: .duplicateKey
        case .stringTooLong: .stringTooLong
        case .controlCharacter: .controlCharacter
        case .numberOutOfRange: .numberOutOfRange
        case .inexactNumber: .inexactNumber
        case .notANumber: .notANumber
        }
    }
}

extension JSONError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .empty: "there is no JSON in it"
        case .tooLarge: "longer than the limit"
        case .invalid: "not valid JSON (RFC 8259): look for a missing or extra comma, quote, bracket or digit"
        case .invalidUTF8: "not valid UTF-8"
        case .unsupportedEncoding: "not UTF-8 text: a byte order mark, UTF-16, or binary data"
        case .tooDeep: "nested deeper than the limit"
        case .tooManyMembers: "an object has more members than the limit"
        case .duplicateKey: "an object has the same key twice"
        case .stringTooLong: "a string is longer than the limit"
        case .controlCharacter: "a string holds a character that is not allowed in it"
        case .numberOutOfRange: "a number is too large or too small for a double"
        case .inexactNumber: "an integer has more digits than can be kept exactly"
        case .notANumber: "not a number in JSON's spelling"
        case .outOfMemory: "not enough memory"
        }
    }
}
