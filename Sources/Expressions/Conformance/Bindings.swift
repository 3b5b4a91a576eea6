/// Variables for one evaluation, from plain JSON; what `weir eval EXPR --bindings JSON` works with.
public struct Bindings: Sendable {
    /// With the functions of the field; a caller that knows units sets its `unitConversion`.
    public var environment: Environment = {
        var environment = Environment()
        environment.includesFieldFunctions = true
        return environment
    }()
    /// By the slots the environment declares.
    public private(set) var slots: [Value] = []

    public init() {}

    /// Reads a JSON object. A member's name is a variable's, and may be dotted; numbers are doubles, as they are in readings,
    /// objects are maps.
    public init(json text: String) throws(JSONError) {
        guard case .object(let members) = try JSONReader.read(text) else {
            throw JSONError(offset: 0, message: "bindings are one JSON object, such as {\"temperature\":81.2}")
        }
        for member in members { bind(member.name, Bindings.value(member.value)) }
    }

    /// A null may stand for any type.
    public mutating func bind(_ name: String, _ value: Value) {
        environment.declare(name, value == .null ? .dyn : value.staticType, slot: slots.count)
        slots.append(value)
    }

    /// Evaluates an expression over the bindings. What fails once it is evaluated is the value `.error`.
    public func evaluate(_ text: String, options: ParserOptions = .dialect) throws(CompileError) -> Value {
        let program = try Program.compile(text, in: environment, options: options)
        return slots.withUnsafeBufferPointer { program.evaluate($0) }
    }

    private static func value(_ json: JSONValue) -> Value {
        switch json {
        case .null: return .null
        case .bool(let flag): return .bool(flag)
        case .number(let text): return .double(DoubleText.parse(text) ?? .nan)
        case .string(let text): return .string(text)
        case .array(let elements): return .list(elements.map { value($0) })
        case .object(let members):
            // As in most readers of JSON, the last of several members of one name holds.
            var latest: [UTF8Text: Int] = [:]
            for (position, member) in members.enumerated() { latest[UTF8Text(member.name)] = position }
            let entries = members.enumerated().filter { latest[UTF8Text($1.name)] == $0 }.map {
                (key: Value.string($1.name), value: value($1.value))
            }
            do throws(EvaluationError) {
                return .map(try MapValue(entries))
            } catch {
                return .error(error)
            }
        }
    }
}

extension Value {
    /// As plain JSON: whole numbers and doubles as numbers, bytes in base64, times as text, an error as `{"error":"..."}`.
    public var json: String { JSONWriter.write(self, .plain) }

    /// As JSON that keeps the type: `{"int":"1"}`, `{"double":"1.5"}`, `{"map":[[key,value]]}`.
    public var taggedJSON: String { JSONWriter.write(self, .tagged) }
}
