internal import CSimdJSON

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
    func find(_ path: CompiledPath) -> JSONScalar {
        JSONScalar(weir_json_find(handle, path.handle))
    }

    /// Walks the document in its own order.
    func visit(_ visitor: weir_json_visitor, context: UnsafeMutableRawPointer) {
        var visitor = visitor
        weir_json_visit(handle, &visitor, context)
    }

    /// All of `bytes` as one JSON number; `bytes` is not empty.
    static func number(_ bytes: UnsafeRawBufferPointer) -> Result<JSONScalar, JSONError> {
        var value = weir_json_value()
        if let error = JSONError(weir_json_parse_number(bytes.baseAddress, bytes.count, &value)) {
            return .failure(error)
        }
        return .success(JSONScalar(value))
    }

    /// Whether `text`, which is not empty, is UTF-8 without control characters.
    static func check(text: UnsafeRawBufferPointer) -> JSONError? {
        JSONError(weir_json_check_text(text.baseAddress, text.count))
    }
}

/// What a document holds in one place, without copying texts.
enum JSONScalar {
    case missing, null, flag(Bool)
    case integer(Int64)
    /// Finite and not negative zero.
    case number(Double)
    /// An integer that neither an Int64 nor a double holds exactly.
    case inexact
    case text(UnsafeRawBufferPointer)
    /// An object or an array.
    case container

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

/// A field's path in the form that lookups use.
final class CompiledPath {
    let handle: OpaquePointer

    init(_ path: FieldPath) {
        guard let handle = weir_json_path_create() else { fatalError(CompiledPath.noMemory) }
        self.handle = handle
        for segment in path.segments where !CompiledPath.append(segment, to: handle) {
            fatalError(CompiledPath.noMemory)
        }
    }

    deinit {
        weir_json_path_destroy(handle)
    }

    /// Paths come from the configuration and are small: without that memory nothing else would work either.
    private static let noMemory = "no memory for a field's path"

    private static func append(_ segment: FieldPath.Segment, to handle: OpaquePointer) -> Bool {
        switch segment {
        case .key(let key):
            Array(key.utf8).withUnsafeBytes { weir_json_path_append_key(handle, $0.baseAddress, $0.count) }
        case .index(let index):
            weir_json_path_append_index(handle, index)
        case .indexOrKey(let index):
            Array(index.description.utf8).withUnsafeBytes {
                weir_json_path_append_index_or_key(handle, index, $0.baseAddress, $0.count)
            }
        }
    }
}
