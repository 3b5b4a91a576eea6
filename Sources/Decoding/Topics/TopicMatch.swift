/// One filter that matches a topic.
public struct TopicMatch: Sendable {
    /// Captures a filter may have. A fixed number keeps a match on the stack.
    public static let captureLimit = 4

    /// The index of the filter in the array that made the ``TopicMatcher``.
    public let filter: Int
    /// How many of the captures are used.
    public let captureCount: Int
    private let ranges: InlineArray<4, Range<Int>>

    init(filter: Int, captureCount: Int, ranges: InlineArray<4, Range<Int>>) {
        self.filter = filter
        self.captureCount = captureCount
        self.ranges = ranges
    }

    /// The bytes of the topic that a capture took, in the order of ``TopicFilter/captureNames``.
    /// - Parameter index: 0..<``captureCount``.
    public func capture(_ index: Int) -> Range<Int> {
        precondition(index < captureCount, "the filter has no such capture")
        return ranges[index]
    }
}
