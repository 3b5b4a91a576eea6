extension Evaluator {
    @inline(never)
    mutating func loop(_ node: Node) throws(EvaluationError) -> Value {
        let loop = code.loops[Int(node.a)]
        let keys: [Value]
        let values: [Value]
        switch try value(Int(loop.range)) {
        case .list(let elements):
            // With two variables the first is the position.
            try charge(loop.second == nil ? 0 : elements.count)
            keys = loop.second == nil ? elements : elements.indices.map { .int(Int64($0)) }
            values = elements
        case .map(let map):
            keys = map.keys
            values = map.values
        default: throw .noSuchOverload
        }
        switch loop.kind {
        case .all, .exists: return .bool(try search(loop, keys, values))
        case .existsOne: return .bool(try count(loop, keys, values) == 1)
        case .filter, .map, .transformList: return .list(try transform(loop, keys, values))
        case .transformMap: return .map(try transformMap(loop, keys, values))
        }
    }

    /// `all` and `exists`: a deciding element wins over errors of the others.
    private mutating func search(_ loop: Loop, _ keys: [Value], _ values: [Value]) throws(EvaluationError) -> Bool {
        let deciding = loop.kind == .exists
        var failure: EvaluationError?
        for position in keys.indices {
            try open(loop, keys, values, position)
            do throws(EvaluationError) {
                if try bool(Int(loop.body)) == deciding { return deciding }
            } catch {
                guard error != .budgetExceeded else { throw error }
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        return !deciding
    }

    private mutating func count(_ loop: Loop, _ keys: [Value], _ values: [Value]) throws(EvaluationError) -> Int {
        var count = 0
        for position in keys.indices {
            try open(loop, keys, values, position)
            if try bool(Int(loop.body)) { count += 1 }
        }
        return count
    }

    private mutating func transform(
        _ loop: Loop, _ keys: [Value], _ values: [Value]
    ) throws(EvaluationError) -> [Value] {
        var results: [Value] = []
        for position in keys.indices {
            try open(loop, keys, values, position)
            if loop.kind == .filter {
                if try bool(Int(loop.body)) { results.append(keys[position]) }
            } else if try passes(loop) {
                results.append(try value(Int(loop.body)))
            }
        }
        return results
    }

    private mutating func transformMap(
        _ loop: Loop, _ keys: [Value], _ values: [Value]
    ) throws(EvaluationError) -> MapValue {
        var entries: [(key: Value, value: Value)] = []
        for position in keys.indices {
            try open(loop, keys, values, position)
            if try passes(loop) { entries.append((keys[position], try value(Int(loop.body)))) }
        }
        return try MapValue(entries)
    }

    private mutating func passes(_ loop: Loop) throws(EvaluationError) -> Bool {
        guard let condition = loop.condition else { return true }
        return try bool(Int(condition))
    }

    /// Sets the loop's variables for one element.
    private mutating func open(
        _ loop: Loop, _ keys: [Value], _ values: [Value], _ position: Int
    ) throws(EvaluationError) {
        try charge(loop.cost + 1)
        setLocal(loop.first, keys[position])
        if let second = loop.second { setLocal(second, values[position]) }
    }
}
