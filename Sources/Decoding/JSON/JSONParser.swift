internal import CSimdJSON
internal import Telemetry

/// One reusable JSON parser with its memory, for one thread. It holds one document at a time.
public final class JSONParser {
    private let handle: OpaquePointer

    public init() {
        guard let handle = weir_json_parser_create() else {
            // A few hundred bytes at start: without them nothing else would work either.
            fatalError("no memory for a JSON parser")
        }
        self.handle = handle
    }

    deinit {
        weir_json_parser_destroy(handle)
    }

    /// Replaces the document; with an error there is none.
    func parse(_ bytes: UnsafeRawBufferPointer, limits: PayloadLimits) -> JSONError? {
        var limits = limits.json
        return JSONError(weir_json_parse(handle, bytes.baseAddress, bytes.count, &limits))
    }

    /// What the document holds at `path`. A text points into the parser: it is gone with the next `parse`.
    func find(_ path: CompiledPath) -> PayloadScalar {
        PayloadScalar(weir_json_find(handle, path.handle))
    }

    /// What is at `path` below the element that `level` stands on.
    func find(_ path: CompiledPath, below level: Int) -> PayloadScalar {
        PayloadScalar(weir_json_find_below(handle, UInt32(level), path.handle))
    }

    /// Puts `level` on what is at `path` below the level before.
    func select(_ path: CompiledPath, level: Int) -> ElementKind {
        ElementKind(weir_json_select(handle, UInt32(level), path.handle))
    }

    /// Makes `level` walk over the children of the level before, which is a container.
    func beginChildren(level: Int) {
        let begins = weir_json_begin_children(handle, UInt32(level))
        precondition(begins, "only containers have children")
    }

    /// Puts `level` on the next child; nil after the last.
    func nextChild(level: Int) -> (key: PayloadScalar, kind: ElementKind)? {
        var key = weir_json_value()
        let kind = ElementKind(weir_json_next_child(handle, UInt32(level), &key))
        return kind == .missing ? nil : (PayloadScalar(key), kind)
    }

    /// What `level` stands on.
    func value(at level: Int) -> PayloadScalar { PayloadScalar(weir_json_value_at(handle, UInt32(level))) }

    /// Appends the numbers of the array at `path`, scaled, to `samples`.
    func appendNumbers(at path: CompiledPath, scale: Double, offset: Double, to samples: inout [Float]) -> RejectReason?
    {
        var length = weir_json_copy_numbers(handle, path.handle, scale, offset, nil, 0)
        if length < 0 { return length == -1 ? .missingField : .wrongType }
        let count = Int(length)
        let start = samples.count
        samples.append(contentsOf: repeatElement(0, count: count))
        length = samples.withUnsafeMutableBufferPointer { buffer in
            weir_json_copy_numbers(
                handle, path.handle, scale, offset, buffer.baseAddress.map { $0 + start }, count)
        }
        precondition(length == count, "the document does not change")
        return nil
    }

    /// Walks the document in its own order.
    func visit(_ visitor: weir_json_visitor, context: UnsafeMutableRawPointer) {
        var visitor = visitor
        weir_json_visit(handle, &visitor, context)
    }

    /// All of `bytes` as one JSON number; `bytes` is not empty.
    static func number(_ bytes: UnsafeRawBufferPointer) -> Result<PayloadScalar, JSONError> {
        var value = weir_json_value()
        if let error = JSONError(weir_json_parse_number(bytes.baseAddress, bytes.count, &value)) {
            return .failure(error)
        }
        return .success(PayloadScalar(value))
    }

    /// Whether `text`, which is not empty, is UTF-8 without control characters.
    static func check(text: UnsafeRawBufferPointer) -> JSONError? {
        JSONError(weir_json_check_text(text.baseAddress, text.count))
    }

    /// Whether `text` is UTF-8 without NUL, as a string in JSON has to be.
    static func check(string: UnsafeRawBufferPointer) -> JSONError? {
        JSONError(weir_json_check_utf8(string.baseAddress, string.count))
    }
}

extension ElementKind {
    init(_ kind: weir_json_kind) {
        switch kind {
        case .WEIR_JSON_MISSING: self = .missing
        case .WEIR_JSON_OBJECT: self = .object
        case .WEIR_JSON_ARRAY: self = .array
        default: self = .scalar
        }
    }
}

extension PayloadScalar {
    init(_ value: weir_json_value) {
        switch value.kind {
        case .WEIR_JSON_MISSING: self = .missing
        case .WEIR_JSON_NULL: self = .null
        case .WEIR_JSON_FALSE: self = .flag(false)
        case .WEIR_JSON_TRUE: self = .flag(true)
        case .WEIR_JSON_INTEGER: self = .integer(value.integer)
        case .WEIR_JSON_NUMBER: self = .number(value.number)
        case .WEIR_JSON_INEXACT: self = .inexact
        case .WEIR_JSON_STRING: self = .text(UnsafeRawBufferPointer(start: value.text, count: value.length))
        case .WEIR_JSON_OBJECT, .WEIR_JSON_ARRAY: self = .container
        }
    }
}
