/// One overload of a function or operator of the language.
struct Signature: Sendable {
    let parameters: [ValueType]
    let result: ValueType
    let builtin: Builtin
    /// The last parameter may be given any number of times, at least once.
    var isVariadic = false

    func parameters(for count: Int) -> [ValueType]? {
        if parameters.count == count { return parameters }
        guard isVariadic, count > parameters.count, let last = parameters.last else { return nil }
        return parameters + Array(repeating: last, count: count - parameters.count)
    }
}

/// All overloads, by name. An operator's name is its symbol, a method's has a leading dot.
enum Signatures {
    static let all: [String: [Signature]] = {
        var table = SignatureTable()
        table.addOperators()
        table.addConversions()
        table.addStringsAndCollections()
        table.addTimes()
        table.addMath()
        table.addStringExtension()
        table.addOptionals()
        return table.overloads
    }()

    static subscript(name: String) -> [Signature]? { all[name] }
}

struct SignatureTable {
    private(set) var overloads: [String: [Signature]] = [:]

    static let a = ValueType.parameter(0)
    static let b = ValueType.parameter(1)
    static let numbers: [ValueType] = [.int, .uint, .double]

    mutating func add(
        _ name: String, _ parameters: [ValueType], _ result: ValueType, _ builtin: Builtin, variadic: Bool = false
    ) {
        overloads[name, default: []].append(
            Signature(parameters: parameters, result: result, builtin: builtin, isVariadic: variadic))
    }
}
