extension Evaluator {
    mutating func add(_ left: Value, _ right: Value) throws(EvaluationError) -> Value {
        switch (left, right) {
        case (.string(let a), .string(let b)):
            try charge((a.utf8.count + b.utf8.count) / 8)
            return .string(a + b)
        case (.bytes(let a), .bytes(let b)):
            try charge((a.count + b.count) / 8)
            return .bytes(a + b)
        case (.list(let a), .list(let b)):
            try charge(a.count + b.count)
            return .list(a + b)
        default: return try Arithmetic.apply(.add, left, right)
        }
    }

    mutating func equal(_ left: Value, _ right: Value) throws(EvaluationError) -> Bool {
        let equal = Value.equals(left, right, &remaining)
        guard remaining >= 0 else { throw .budgetExceeded }
        return equal
    }

    mutating func contains(_ container: Value, _ wanted: Value) throws(EvaluationError) -> Bool {
        switch container {
        case .list(let elements):
            for element in elements where try equal(element, wanted) { return true }
            return false
        case .map(let map): return map[wanted] != nil
        default: throw .noSuchOverload
        }
    }

    // MARK: Index

    func index(_ container: Value, _ key: Value) throws(EvaluationError) -> Value {
        switch container {
        case .list(let elements):
            guard let element = try element(of: elements, at: key) else { throw .indexOutOfRange }
            return element
        case .map(let map):
            guard let value = map[key] else { throw .noSuchKey }
            return value
        case .optional: return try optionalIndex(container, key)
        default: throw .noSuchOverload
        }
    }

    func optionalIndex(_ container: Value, _ key: Value) throws(EvaluationError) -> Value {
        switch container {
        case .list(let elements): return .optional(try element(of: elements, at: key))
        case .map(let map): return .optional(map[key])
        case .optional(nil): return container
        case .optional(let wrapped?): return try optionalIndex(wrapped, key)
        default: throw .noSuchOverload
        }
    }

    /// Nil beyond the end. A uint or a whole double will do as an index.
    private func element(of elements: [Value], at key: Value) throws(EvaluationError) -> Value? {
        let position: Int?
        switch key {
        case .int(let number): position = Int(exactly: number)
        case .uint(let number): position = Int(exactly: number)
        case .double(let number):
            guard let whole = Int(exactly: number) else { throw .noSuchOverload }
            position = whole
        default: throw .noSuchOverload
        }
        guard let position, elements.indices.contains(position) else { return nil }
        return elements[position]
    }

    // MARK: Text

    mutating func search(_ builtin: Builtin, _ text: Value, _ other: Value) throws(EvaluationError) -> Bool {
        guard case .string(let text) = text, case .string(let other) = other else { throw .noSuchOverload }
        switch builtin {
        case .startsWith: return UTF8Text.hasPrefix(text, other)
        case .endsWith: return UTF8Text.hasSuffix(text, other)
        default:
            try charge((text.utf8.count + other.utf8.count) / 8)
            return UTF8Text.contains(text, other)
        }
    }

    mutating func matches(_ text: String, _ pattern: Pattern) throws(EvaluationError) -> Bool {
        try charge(text.utf8.count * pattern.size / 8)
        return pattern.isFound(in: text)
    }

    mutating func size(_ value: Value) throws(EvaluationError) -> Int64 {
        switch value {
        case .string(let text):
            try charge(text.utf8.count / 8)
            return Int64(text.unicodeScalars.count)
        case .bytes(let bytes): return Int64(bytes.count)
        case .list(let elements): return Int64(elements.count)
        case .map(let map): return Int64(map.count)
        default: throw .noSuchOverload
        }
    }

    mutating func join(_ list: Value, separator: String) throws(EvaluationError) -> String {
        guard case .list(let elements) = list else { throw .noSuchOverload }
        var result = ""
        for (position, element) in elements.enumerated() {
            guard case .string(let text) = element else { throw .noSuchOverload }
            try charge(1 + (text.utf8.count + separator.utf8.count) / 8)
            if position > 0 { result += separator }
            result += text
        }
        return result
    }
}
