/// One overload of a function that the host adds to the language. It must be pure: the same arguments, the same result.
public struct HostFunction: Sendable {
    enum Body: Sendable {
        case values(@Sendable ([Value]) -> Value)
        case double1(@Sendable (Double) -> Double)
        case double2(@Sendable (Double, Double) -> Double)
        case double3(@Sendable (Double, Double, Double) -> Double)
    }

    /// May be dotted: `units.convert`.
    public let name: String
    /// Called as `first.name(rest)`.
    public let isMethod: Bool
    public let parameters: [ValueType]
    public let result: ValueType
    let body: Body

    /// A function of any types. `.parameter(0)` and so on in the types stand for "any one type". A failure is returned as
    /// `.error(.host(code:))`.
    public init(
        _ name: String, isMethod: Bool = false, parameters: [ValueType], result: ValueType,
        body: @escaping @Sendable ([Value]) -> Value
    ) {
        self.init(name, isMethod: isMethod, parameters: parameters, result: result, .values(body))
    }

    /// A function of one double; evaluated without boxing.
    public init(_ name: String, body: @escaping @Sendable (Double) -> Double) {
        self.init(name, isMethod: false, parameters: [.double], result: .double, .double1(body))
    }

    /// A function of two doubles; evaluated without boxing.
    public init(_ name: String, body: @escaping @Sendable (Double, Double) -> Double) {
        self.init(name, isMethod: false, parameters: [.double, .double], result: .double, .double2(body))
    }

    /// A function of three doubles; evaluated without boxing.
    public init(_ name: String, body: @escaping @Sendable (Double, Double, Double) -> Double) {
        self.init(name, isMethod: false, parameters: [.double, .double, .double], result: .double, .double3(body))
    }

    private init(_ name: String, isMethod: Bool, parameters: [ValueType], result: ValueType, _ body: Body) {
        self.name = name
        self.isMethod = isMethod
        self.parameters = parameters
        self.result = result
        self.body = body
    }
}
