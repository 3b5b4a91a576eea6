/// Many topic filters compiled into one table: finding those that match a topic costs as many steps as the topic has
/// levels, not as there are filters, and allocates nothing.
///
/// The rules are MQTT's (3.1.1 section 4.7): levels are compared byte for byte, empty levels count, `#` also matches
/// the level above it, and a wildcard or capture in the first place does not match topics that begin with `$`.
public struct TopicMatcher: Sendable {
    /// Topics and filters with more levels match nothing.
    public static let levelLimit = 128

    /// A place in the tree of levels. Indices of -1 mean none.
    private struct Node {
        var anyChild = -1
        /// Filters that end here.
        var exact = -1
        /// Filters that end here with `#`: they match here and below.
        var rest = -1
        /// Filters that end here with `{name+}`: they match below.
        var captureRest = -1
    }

    /// A filter in the list of those that end at one node.
    private struct Entry {
        var filter: Int
        var next: Int
        var captureCount = 0
        var captureLevels = InlineArray<4, Int>(repeating: 0)
        var lastTakesRest = false
        /// What the topic has to end with: a range of `literals`.
        var tail = 0..<0
        /// A range of `exclusions`.
        var exclusions = 0..<0
    }

    /// An edge of the tree in an open-addressed table: from a node, by a level's bytes, to a node.
    private struct Edge {
        var parent: Int
        var child: Int
        var hash: UInt32
        var start: Int
        var end: Int
    }

    private var nodes = [Node()]
    private var entries: [Entry] = []
    private var table: [Edge?]
    private var literals: [UInt8] = []
    private var exclusions: [TopicExclusion] = []

    /// The number of filters.
    public let count: Int

    public init(_ filters: [TopicFilter]) {
        count = filters.count
        let edges = filters.reduce(0) { $0 + $1.levels.count }
        var capacity = 8
        // At most half full: a search ends after a few steps, and always at a hole.
        while capacity < edges * 2 { capacity *= 2 }
        table = Array(repeating: nil, count: capacity)
        for (index, filter) in filters.enumerated() { insert(filter, index) }
    }

    /// Calls `body` for each filter that matches, in no particular order.
    public func forEachMatch(_ topic: UnsafeRawBufferPointer, _ body: (TopicMatch) -> Void) {
        guard !topic.isEmpty else { return }
        withUnsafeTemporaryAllocation(of: TopicLevel.self, capacity: Self.levelLimit) { levels in
            guard let count = TopicLevel.split(topic, into: levels) else { return }
            let search = Search(
                topic: topic, levels: UnsafeBufferPointer(rebasing: levels[..<count]),
                isSystem: topic[0] == UInt8(ascii: "$"))
            visit(0, 0, search, body)
        }
    }

    /// The matching filter that stands first in the array, if any.
    public func firstMatch(_ topic: UnsafeRawBufferPointer) -> TopicMatch? {
        var first: TopicMatch?
        forEachMatch(topic) { match in
            if first.map({ match.filter < $0.filter }) ?? true { first = match }
        }
        return first
    }

    // MARK: Matching

    private struct Search {
        let topic: UnsafeRawBufferPointer
        let levels: UnsafeBufferPointer<TopicLevel>
        let isSystem: Bool
    }

    private func visit(_ node: Int, _ depth: Int, _ search: Search, _ body: (TopicMatch) -> Void) {
        let wildcards = depth > 0 || !search.isSystem
        if wildcards { report(nodes[node].rest, search, body) }
        guard depth < search.levels.count else { return report(nodes[node].exact, search, body) }
        if wildcards {
            report(nodes[node].captureRest, search, body)
            if nodes[node].anyChild >= 0 { visit(nodes[node].anyChild, depth + 1, search, body) }
        }
        let child = literalChild(of: node, search.levels[depth], search.topic)
        if child >= 0 { visit(child, depth + 1, search, body) }
    }

    private func report(_ first: Int, _ search: Search, _ body: (TopicMatch) -> Void) {
        var index = first
        while index >= 0 {
            let entry = entries[index]
            var ranges = InlineArray<4, Range<Int>>(repeating: 0..<0)
            for capture in 0..<entry.captureCount {
                let level = search.levels[entry.captureLevels[capture]]
                let takesRest = entry.lastTakesRest && capture == entry.captureCount - 1
                ranges[capture] = level.start..<(takesRest ? search.topic.count : level.end)
            }
            if accepts(entry, &ranges, search.topic) {
                body(TopicMatch(filter: entry.filter, captureCount: entry.captureCount, ranges: ranges))
            }
            index = entry.next
        }
    }

    /// Cuts the tail off what the last capture takes; false where there is no such tail, or what is left is excluded.
    private func accepts(
        _ entry: Entry, _ ranges: inout InlineArray<4, Range<Int>>, _ topic: UnsafeRawBufferPointer
    ) -> Bool {
        guard entry.captureCount > 0 else { return true }
        let start = ranges[entry.captureCount - 1].lowerBound
        let end = ranges[entry.captureCount - 1].upperBound - entry.tail.count
        guard start <= end else { return false }
        for offset in 0..<entry.tail.count where literals[entry.tail.lowerBound + offset] != topic[end + offset] {
            return false
        }
        ranges[entry.captureCount - 1] = start..<end
        return !exclusions[entry.exclusions].contains { exclusion in
            exclusion.covers(UnsafeRawBufferPointer(rebasing: topic[start..<end]))
        }
    }

    private func literalChild(of node: Int, _ level: TopicLevel, _ topic: UnsafeRawBufferPointer) -> Int {
        var slot = Self.slot(node, level.hash, table.count)
        while let edge = table[slot] {
            if edge.parent == node && edge.hash == level.hash && equals(edge, level, topic) { return edge.child }
            slot = (slot + 1) & (table.count - 1)
        }
        return -1
    }

    private func equals(_ edge: Edge, _ level: TopicLevel, _ topic: UnsafeRawBufferPointer) -> Bool {
        guard edge.end - edge.start == level.end - level.start else { return false }
        for offset in 0..<(edge.end - edge.start)
        where literals[edge.start + offset] != topic[level.start + offset] {
            return false
        }
        return true
    }

    private static func slot(_ node: Int, _ hash: UInt32, _ capacity: Int) -> Int {
        // Fibonacci hashing spreads neighbouring node numbers over the upper half.
        let mixed = (UInt64(hash) ^ (UInt64(truncatingIfNeeded: node) << 32)) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: mixed >> 32) & (capacity - 1)
    }

    // MARK: Compiling

    private mutating func insert(_ filter: TopicFilter, _ index: Int) {
        var node = 0
        var entry = Entry(filter: index, next: -1)
        entry.exclusions = exclusions.count..<exclusions.count + filter.exclusions.count
        exclusions.append(contentsOf: filter.exclusions)
        for (depth, level) in filter.levels.enumerated() {
            switch level {
            case .literal(let bytes): node = literalChild(of: node, creating: bytes)
            case .any: node = anyChild(of: node)
            case .capture:
                node = anyChild(of: node)
                entry.captureLevels[entry.captureCount] = depth
                entry.captureCount += 1
            case .rest:
                entry.next = nodes[node].rest
                nodes[node].rest = entries.count
                return entries.append(entry)
            case .captureRest:
                entry.captureLevels[entry.captureCount] = depth
                entry.captureCount += 1
                entry.lastTakesRest = true
                let tail = filter.tail
                entry.tail = literals.count..<literals.count + tail.count
                literals.append(contentsOf: tail)
                entry.next = nodes[node].captureRest
                nodes[node].captureRest = entries.count
                return entries.append(entry)
            }
        }
        entry.next = nodes[node].exact
        nodes[node].exact = entries.count
        entries.append(entry)
    }

    private mutating func anyChild(of node: Int) -> Int {
        if nodes[node].anyChild < 0 {
            nodes[node].anyChild = nodes.count
            nodes.append(Node())
        }
        return nodes[node].anyChild
    }

    private mutating func literalChild(of node: Int, creating bytes: [UInt8]) -> Int {
        let found: Int = bytes.withUnsafeBytes { bytes in
            literalChild(of: node, TopicLevel(start: 0, end: bytes.count, hash: TopicLevel.hash(bytes)), bytes)
        }
        if found >= 0 { return found }
        let hash = bytes.withUnsafeBytes { TopicLevel.hash($0) }
        var slot = Self.slot(node, hash, table.count)
        while table[slot] != nil { slot = (slot + 1) & (table.count - 1) }
        table[slot] = Edge(
            parent: node, child: nodes.count, hash: hash, start: literals.count, end: literals.count + bytes.count)
        literals.append(contentsOf: bytes)
        nodes.append(Node())
        return nodes.count - 1
    }
}
