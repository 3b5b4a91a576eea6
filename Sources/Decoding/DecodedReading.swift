public import Telemetry

/// What one payload said, to be filled again and again: its memory is kept from one payload to the next.
public struct DecodedReading: Sendable {
    /// One field that was present.
    public struct Entry: Sendable, Equatable {
        /// The position of the field in the decoder's list.
        public var fieldIndex: Int
        /// Nil where the payload says that there is no value (null, or one of the field's `noValue`).
        public var value: Value?

        public init(fieldIndex: Int, value: Value?) {
            self.fieldIndex = fieldIndex
            self.value = value
        }
    }

    /// The fields present, in the order of the decoder's list; a field that is absent has no entry.
    public internal(set) var values: [Entry] = []
    /// The device's own time; nil where the payload has none. A time outside the years 1 to 9999 is given as the nearest
    /// end of that range, so that the caller's clock window refuses it and no arithmetic overflows.
    public internal(set) var time: Timestamp?

    public init() {}

    mutating func reset() {
        values.removeAll(keepingCapacity: true)
        time = nil
    }
}
