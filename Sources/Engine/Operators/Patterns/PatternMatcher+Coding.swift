internal import Expressions
public import Telemetry

extension PatternMatcher {
    /// Everything that has begun; the pattern itself is not written.
    public func write(to bytes: inout ByteWriter) {
        bytes.bool(root != nil)
        root?.write(to: &bytes)
        bytes.count(partials.count)
        for partial in partials { partial.write(to: &bytes) }
        bytes.count(held.count)
        for match in held {
            match.captures.write(to: &bytes)
            bytes.signed(match.due.milliseconds)
            bytes.unsigned(match.start)
        }
        bytes.unsigned(lastNumber)
        bytes.bool(isSilent)
        counters.write(to: &bytes)
    }

    /// Reads what a matcher of the same pattern wrote.
    public init(from bytes: inout ByteReader, settings: PatternSettings) throws(MalformedBytes) {
        let fresh: PatternMatcher
        do { fresh = try PatternMatcher(settings, now: Instant(milliseconds: 0)) } catch { throw bytes.malformed }
        try self.init(from: &bytes, like: fresh)
    }

    /// Reads what a matcher of the same pattern wrote, and shares what was compiled for `other`.
    public init(from bytes: inout ByteReader, like other: PatternMatcher) throws(MalformedBytes) {
        self.init(like: other, now: Instant(milliseconds: 0))
        root = nil
        if try bytes.bool() { root = try PartialMatch(from: &bytes, program) }
        guard root.map({ $0.node == 0 }) ?? !program.hasPlainStart else { throw bytes.malformed }
        for _ in 0..<(try bytes.count()) { partials.append(try PartialMatch(from: &bytes, program)) }
        for _ in 0..<(try bytes.count()) {
            let captures = try Captures(from: &bytes)
            let due = Instant(milliseconds: try bytes.signed())
            held.append(PatternMatch(captures: captures, due: due, start: try bytes.unsigned()))
        }
        lastNumber = try bytes.unsigned()
        isSilent = try bytes.bool()
        counters = try PatternCounters(from: &bytes)
        findNextDeadline()
    }
}

extension PartialMatch {
    fileprivate func write(to bytes: inout ByteWriter) {
        bytes.count(node)
        bytes.unsigned(open)
        for count in counts { bytes.count(count) }
        captures.write(to: &bytes)
        bytes.count(progress.count)
        for logical in progress {
            bytes.count(logical.way)
            bytes.unsigned(UInt64(logical.satisfied))
            bytes.unsigned(UInt64(logical.dead))
            bytes.count(logical.mark)
            for clock in logical.clocks { bytes.signed(clock.milliseconds) }
        }
        bytes.unsigned(start)
        bytes.signed(since.milliseconds)
        bytes.bool(isFresh)
    }

    fileprivate init(from bytes: inout ByteReader, _ program: PatternProgram) throws(MalformedBytes) {
        node = try bytes.index()
        guard node < program.nodes.count else { throw bytes.malformed }
        let ways = program.nodes[node].ways
        open = try bytes.unsigned()
        guard ways.count == 64 || open < 1 << UInt64(ways.count) else { throw bytes.malformed }
        counts = []
        for _ in 0..<program.countsLength { counts.append(try bytes.index()) }
        captures = try Captures(from: &bytes)
        for mark in program.nodes.flatMap(\.completions).map(\.mark) where counts[mark] > captures.entries.count {
            throw bytes.malformed
        }
        for _ in 0..<(try bytes.count()) {
            let way = try bytes.index()
            guard way < ways.count, program.ways[ways.lowerBound + way].target >= 0,
                case .logical(let operands, _) = program.leaves[program.ways[ways.lowerBound + way].target]
            else { throw bytes.malformed }
            var logical = LogicalProgress(way: way, mark: 0, since: Instant(milliseconds: 0), operands: operands.count)
            guard let satisfied = UInt32(exactly: try bytes.unsigned()),
                let dead = UInt32(exactly: try bytes.unsigned())
            else { throw bytes.malformed }
            logical.satisfied = satisfied
            logical.dead = dead
            logical.mark = try bytes.index()
            guard logical.mark <= captures.entries.count else { throw bytes.malformed }
            for index in logical.clocks.indices {
                logical.clocks[index] = Instant(milliseconds: try bytes.signed())
            }
            progress.append(logical)
        }
        start = try bytes.unsigned()
        since = Instant(milliseconds: try bytes.signed())
        isFresh = try bytes.bool()
    }
}

extension Captures {
    fileprivate func write(to bytes: inout ByteWriter) {
        bytes.count(entries.count)
        for entry in entries {
            bytes.count(entry.name)
            bytes.unsigned(entry.event.number)
            bytes.signed(entry.event.time.milliseconds)
            bytes.count(entry.event.values.count)
            for value in entry.event.values { bytes.slot(value) }
        }
    }

    fileprivate init(from bytes: inout ByteReader) throws(MalformedBytes) {
        for _ in 0..<(try bytes.count()) {
            let name = try bytes.index()
            let number = try bytes.unsigned()
            let time = Instant(milliseconds: try bytes.signed())
            var values: [Expressions.Value] = []
            for _ in 0..<(try bytes.count()) { values.append(try bytes.slot()) }
            entries.append(Entry(name: name, event: EventReference(number: number, time: time, values: values)))
        }
    }
}
