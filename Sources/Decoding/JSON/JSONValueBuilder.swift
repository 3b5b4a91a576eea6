internal import CSimdJSON

/// Builds a tree out of the walk over a document.
final class JSONValueBuilder {
    private enum Container {
        case array([JSONValue])
        case object([JSONMember], key: String)
    }

    private var open: [Container] = []
    private var root = JSONValue.null
    private var error: JSONError?

    static func build(_ parser: JSONParser) throws(JSONError) -> JSONValue {
        let builder = JSONValueBuilder()
        withExtendedLifetime(builder) {
            parser.visit(visitor, context: Unmanaged.passUnretained(builder).toOpaque())
        }
        if let error = builder.error { throw error }
        return builder.root
    }

    private static var visitor: weir_json_visitor {
        weir_json_visitor(
            begin_object: { JSONValueBuilder.of($0).open.append(.object([], key: "")) },
            begin_array: { JSONValueBuilder.of($0).open.append(.array([])) },
            end: { JSONValueBuilder.of($0).close() },
            key: { JSONValueBuilder.of($0).take(key: UnsafeRawBufferPointer(start: $1, count: $2)) },
            scalar: { JSONValueBuilder.of($0).take(PayloadScalar($1!.pointee)) }
        )
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> JSONValueBuilder {
        Unmanaged<JSONValueBuilder>.fromOpaque(context!).takeUnretainedValue()
    }

    private func take(key: UnsafeRawBufferPointer) {
        guard case .object(let members, _)? = open.popLast() else { preconditionFailure("a key outside an object") }
        open.append(.object(members, key: String(decoding: key, as: UTF8.self)))
    }

    private func take(_ scalar: PayloadScalar) {
        switch scalar {
        case .missing, .container, .notFinite: preconditionFailure("not a scalar")
        case .null: add(.null)
        case .flag(let flag): add(.bool(flag))
        case .integer(let integer): add(.integer(integer))
        case .number(let number): add(.number(number))
        case .inexact: error = .inexactNumber
        case .text(let text): add(.string(String(decoding: text, as: UTF8.self)))
        }
    }

    private func close() {
        switch open.popLast() {
        case .array(let elements)?: add(.array(elements))
        case .object(let members, _)?: add(.object(members))
        case nil: preconditionFailure("more ends than beginnings")
        }
    }

    private func add(_ value: JSONValue) {
        switch open.popLast() {
        case .array(var elements)?:
            elements.append(value)
            open.append(.array(elements))
        case .object(var members, let key)?:
            members.append(JSONMember(key: key, value: value))
            open.append(.object(members, key: key))
        case nil:
            root = value
        }
    }
}
