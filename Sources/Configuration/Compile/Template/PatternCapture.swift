/// A value of an event of an earlier step.
struct PatternCapture {
    /// As expressions name it.
    var variable: String
    /// The name of the value.
    var value: String
    /// The number of the step's name.
    var name: Int
    var slot: Int
    /// The slot of its own.
    var target = 0
}
