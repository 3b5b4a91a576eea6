public import Configuration
public import Documents

/// What came of a test.
public struct TestResult: Sendable {
    public var test: DeviceTest
    /// In the order of time; empty where the test passed.
    public var failures: [TestFailure]

    public var isPassed: Bool { failures.isEmpty }
}

/// An expectation that did not hold.
public struct TestFailure: Sendable {
    /// Where the expectation is written.
    public var mark: Mark
    /// Milliseconds since the test began.
    public var at: Int64
    /// What should have been, such as `the event 'overheating'`.
    public var expected: String
    /// What was instead, such as `nothing was raised or cleared since 0s`.
    public var seen: String
    /// What a person looks at next: the present values and what happened last, a line each.
    public var context: [String]
}
