/// A value under a name that the user chose, with the place of the name.
public struct Named<Value: Sendable>: Sendable {
    public let name: String
    public let mark: Mark
    public let value: Value

    public init(name: String, mark: Mark, value: Value) {
        self.name = name
        self.mark = mark
        self.value = value
    }
}
