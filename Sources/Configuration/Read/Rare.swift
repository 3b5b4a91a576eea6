/// A key that few files have. What it holds is kept apart, so that a section without it is small: a plant may have a
/// thousand files, all of which are known before the first is compiled.
@propertyWrapper
struct Rare<Value: Sendable>: Sendable {
    /// One where the key is written, else none.
    private var values: [Value]

    init(wrappedValue: Value?) {
        values = wrappedValue.map { [$0] } ?? []
    }

    var wrappedValue: Value? {
        get { values.first }
        set { self = Rare(wrappedValue: newValue) }
    }
}
