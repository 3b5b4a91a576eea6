public import Telemetry

/// What one payload said, to be filled again and again: its memory is kept from one payload to the next.
///
/// Most payloads are one record. A batch, a SenML pack or a gateway's message has several: readings of their own, each
/// with its time and perhaps its device, in the order of the payload.
public struct DecodedPayload: Sendable {
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

    /// One reading.
    public struct Record: Sendable, Equatable {
        /// Where the record's values are in `entries`; in the order of the decoder's fields, absent fields left out.
        public internal(set) var entries: Range<Int>
        /// The device's own time, in the years 2000 to 2200; nil where there is none to be relied on, and the time of
        /// arrival has to do.
        public internal(set) var time: Timestamp?
        /// Where `time` is nil: milliseconds to add to the time of arrival; a SenML record may say "5 s ago".
        public internal(set) var arrivalOffsetMilliseconds: Int64
        /// Why a time that the payload has was not taken. The reading is kept; this is to be counted.
        public internal(set) var timeFlaw: TimeFlaw?
        /// The name that the payload itself gives to the device: a range of `names`.
        public internal(set) var device: Range<Int>?
    }

    public internal(set) var entries: [Entry] = []
    public internal(set) var records: [Record] = []
    /// UTF-8 of all devices named. A stranger wrote them: they are no identifiers until they are checked.
    public internal(set) var names: [UInt8] = []

    public init() {}

    /// The values of the first record; a payload that is refused has none.
    public var values: ArraySlice<Entry> { entries[records.first?.entries ?? 0..<0] }
    /// The time of the first record.
    public var time: Timestamp? { records.first?.time }

    mutating func reset() {
        entries.removeAll(keepingCapacity: true)
        records.removeAll(keepingCapacity: true)
        names.removeAll(keepingCapacity: true)
    }

    /// Makes a record of the entries since the last one.
    mutating func endRecord(time: RecordTime = .none, device: Range<Int>? = nil) {
        records.append(
            Record(
                entries: firstOpenEntry..<entries.count, time: time.timestamp,
                arrivalOffsetMilliseconds: time.arrivalOffsetMilliseconds, timeFlaw: time.flaw, device: device))
    }

    /// The same where the time is known already.
    mutating func endRecord(time: Timestamp?, flaw: TimeFlaw?) {
        records.append(
            Record(
                entries: firstOpenEntry..<entries.count, time: time, arrivalOffsetMilliseconds: 0, timeFlaw: flaw,
                device: nil))
    }

    /// Where the entries of the record begin that has not ended yet.
    var firstOpenEntry: Int { records.last?.entries.upperBound ?? 0 }

    mutating func append(name: UnsafeRawBufferPointer) -> Range<Int> {
        let start = names.count
        names.append(contentsOf: name)
        return start..<names.count
    }
}
