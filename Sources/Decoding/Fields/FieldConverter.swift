internal import Telemetry

/// Turns what a payload holds into what the field has to be. A class, since an array of structs that remember would be
/// checked for exclusive access with every field of every payload.
final class FieldConverter {
    private let field: PayloadField
    /// A bare text has no other way to say true.
    private let readsBareWords: Bool
    /// The text before: states repeat, and an equal text is not made again.
    private var lastText = ""

    init(_ field: PayloadField, readsBareWords: Bool = false) {
        self.field = field
        self.readsBareWords = readsBareWords
    }

    /// Appends the value to `decoded`, or says why the payload is not to be taken.
    func convert(
        _ scalar: PayloadScalar, fieldIndex: Int, into decoded: inout DecodedPayload
    ) -> RejectReason? {
        var value: Value?
        if !isNoValue(scalar), let reason = convert(scalar, to: &value) { return reason }
        decoded.entries.append(DecodedPayload.Entry(fieldIndex: fieldIndex, value: value))
        return nil
    }

    private func isNoValue(_ scalar: PayloadScalar) -> Bool {
        if case .null = scalar { return true }
        return field.noValue.contains { scalar.equals($0) }
    }

    private func convert(_ scalar: PayloadScalar, to value: inout Value?) -> RejectReason? {
        switch field.type {
        case .number: return number(scalar, to: &value)
        case .flag: return flag(scalar, to: &value)
        case .text: return text(scalar, to: &value)
        case .any:
            switch scalar {
            case .flag: return flag(scalar, to: &value)
            case .text: return text(scalar, to: &value)
            default: return number(scalar, to: &value)
            }
        }
    }

    private func number(_ scalar: PayloadScalar, to value: inout Value?) -> RejectReason? {
        switch scalar {
        case .number(let number):
            value = .number(number)
        case .integer(let integer):
            guard let number = Double(exactly: integer) else { return .inexactNumber }
            value = .number(number)
        case .inexact:
            return .inexactNumber
        case .notFinite:
            return .numberOutOfRange
        case .flag(let flag) where field.conversions.contains(.numberFromFlag):
            value = .number(flag ? 1 : 0)
        case .text(let digits) where field.conversions.contains(.numberFromText):
            switch JSONParser.number(digits) {
            case .success(let converted): return number(converted, to: &value)
            case .failure(let error): return error.rejectReason
            }
        default:
            return .wrongType
        }
        return nil
    }

    private func flag(_ scalar: PayloadScalar, to value: inout Value?) -> RejectReason? {
        if case .flag(let flag) = scalar {
            value = .flag(flag)
        } else if field.on.contains(where: { scalar.equals($0) }) {
            value = .flag(true)
        } else if field.off.contains(where: { scalar.equals($0) }) {
            value = .flag(false)
        } else if readsBareWords, scalar.equals(.text("true")) {
            value = .flag(true)
        } else if readsBareWords, scalar.equals(.text("false")) {
            value = .flag(false)
        } else {
            return .wrongType
        }
        return nil
    }

    private func text(_ scalar: PayloadScalar, to value: inout Value?) -> RejectReason? {
        guard case .text(let bytes) = scalar else { return .wrongType }
        if !scalar.equals(.text(lastText)) { lastText = String(decoding: bytes, as: UTF8.self) }
        value = .text(lastText)
        return nil
    }
}

extension PayloadScalar {
    /// Same type and same value; texts byte for byte.
    func equals(_ value: Value) -> Bool {
        switch (self, value) {
        case (.flag(let flag), .flag(let other)): flag == other
        case (.number(let number), .number(let other)): number == other
        case (.integer(let integer), .number(let other)): Double(exactly: integer) == other
        case (.text(let text), .text(let other)): text.count == other.utf8.count && text.elementsEqual(other.utf8)
        default: false
        }
    }
}
