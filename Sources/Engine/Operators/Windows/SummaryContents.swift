public import Telemetry

/// The aggregates of several variables over one window: an accumulator each.
public struct SummaryContents: WindowContents {
    /// A value of one of the variables.
    public struct Element: Sendable, Equatable {
        public var item: Int
        public var value: Telemetry.Value
        /// The time by which rates, slopes and the order of values go, where it is not the window's: the monotonic time of
        /// what is put into windows by a wall clock that may be set.
        public var instant: Instant?
        /// The number that the variable had until now; nil where it had none.
        public var held: Double?

        public init(item: Int, value: Telemetry.Value, instant: Instant? = nil, held: Double? = nil) {
            self.item = item
            self.value = value
            self.instant = instant
            self.held = held
        }
    }

    public private(set) var items: [Accumulator]

    /// - Parameter needs: of each variable, in order.
    public init(needs: [AggregateNeeds]) {
        items = needs.map(Accumulator.init(needs:))
    }

    public mutating func add(_ element: Element, at time: Timestamp) {
        items[element.item].add(
            element.value, at: TimeBounds.clamp(element.instant?.milliseconds ?? time.milliseconds), held: element.held)
    }

    public mutating func merge(_ later: SummaryContents) {
        for index in items.indices { items[index].merge(later.items[index]) }
    }

    public mutating func reset() {
        for index in items.indices { items[index].reset() }
    }

    public func write(to bytes: inout ByteWriter) {
        for item in items { item.write(to: &bytes) }
    }

    public init(from bytes: inout ByteReader, empty: SummaryContents) throws(MalformedBytes) {
        items = []
        for pattern in empty.items {
            let item = try Accumulator(from: &bytes)
            guard item.needs == pattern.needs else { throw bytes.malformed }
            items.append(item)
        }
    }

    public static func write(_ element: Element, to bytes: inout ByteWriter) {
        bytes.count(element.item)
        bytes.value(element.value)
        bytes.bool(element.instant != nil)
        if let instant = element.instant { bytes.signed(TimeBounds.clamp(instant.milliseconds)) }
        bytes.bool(element.held != nil)
        if let held = element.held { bytes.double(held) }
    }

    public static func element(
        from bytes: inout ByteReader, for empty: SummaryContents
    ) throws(MalformedBytes) -> Element {
        let item = try bytes.index()
        guard item < empty.items.count else { throw bytes.malformed }
        let value = try bytes.value()
        return Element(
            item: item, value: value, instant: try bytes.bool() ? Instant(milliseconds: try bytes.time()) : nil,
            held: try bytes.bool() ? try bytes.finite() : nil)
    }
}
