public import Telemetry

/// The windows of one key: of one summary of one device, or of one group of devices. Takes elements in any order, and
/// closes windows when it is told that time has come: `now`, or the watermark of an event-time input.
public struct Windows<Contents: WindowContents>: Sendable, Equatable {
    // One of them is there. Apart, so that each is changed in place.
    private var aligned: AlignedWindows<Contents>?
    private var session: SessionWindows<Contents>?
    private var counted: CountWindows<Contents>?
    private var sliding: SlidingWindows<Contents>?

    /// - Parameter empty: what every window begins as.
    public init(_ settings: WindowSettings, empty: Contents) {
        switch settings.kind {
        case .tumbling(let size, let offset):
            aligned = AlignedWindows(size: size, slide: size, offset: offset, settings: settings, empty: empty)
        case .hopping(let size, let slide, let offset):
            aligned = AlignedWindows(size: size, slide: slide, offset: offset, settings: settings, empty: empty)
        case .session(let gap, let maximumLength):
            session = SessionWindows(gap: gap, maximumLength: maximumLength, settings: settings, empty: empty)
        case .count(let size, let slide):
            counted = CountWindows(size: size, slide: slide, empty: empty)
        case .sliding(let size):
            sliding = SlidingWindows(size: size, maximumElements: settings.maximumElements, empty: empty)
        }
    }

    /// Takes an element; appends the windows that it completes or changes, in the order of their ends.
    public mutating func add(
        _ element: Contents.Element, at time: Timestamp, into closed: inout [ClosedWindow<Contents>]
    ) -> WindowAdmission {
        let time = TimeBounds.clamp(time.milliseconds)
        if let result = aligned?.add(element, at: time, into: &closed) { return result }
        if let result = session?.add(element, at: time, into: &closed) { return result }
        if let result = sliding?.add(element, at: time, into: &closed) { return result }
        counted?.add(element, at: time, into: &closed)
        return .taken
    }

    /// Time has come to `watermark`: no element before it is still expected. Appends the windows that close, in the order
    /// of their due times. An earlier time than before changes nothing.
    public mutating func advance(to watermark: Timestamp, into closed: inout [ClosedWindow<Contents>]) {
        let time = TimeBounds.clamp(watermark.milliseconds)
        aligned?.advance(to: time, into: &closed)
        session?.advance(to: time, into: &closed)
    }

    /// The clock that gives the elements their times was set to `time`, which may be earlier: what is open and cannot go on
    /// is said as it is, with the end it would have had.
    public mutating func restart(at time: Timestamp, into closed: inout [ClosedWindow<Contents>]) {
        let time = TimeBounds.clamp(time.milliseconds)
        aligned?.restart(at: time, into: &closed)
        session?.restart(at: time, into: &closed)
        sliding?.restart(at: time)
    }

    /// The clock that gives the elements their times came to be known: what is open moves with the step, to the window that
    /// the new time lies in.
    ///
    /// - Returns: whether anything was open.
    public mutating func move(from before: Timestamp, to time: Timestamp) -> Bool {
        let before = TimeBounds.clamp(before.milliseconds)
        let time = TimeBounds.clamp(time.milliseconds)
        if aligned != nil { return aligned?.move(from: before, to: time) ?? false }
        if session != nil { return session?.move(by: time - before, to: time) ?? false }
        if sliding != nil { return sliding?.move(by: time - before) ?? false }
        return false
    }

    /// The watermark at which the next window closes; nil while there is none that time alone closes.
    ///
    /// Mutating, although it changes nothing: an array lends its element to such a call, and copies it for any other.
    public mutating func deadline() -> Timestamp? {
        if let due = aligned?.deadline() { return Timestamp(milliseconds: due) }
        return session?.nextDeadline.map(Timestamp.init(milliseconds:))
    }

    /// Whether an element since the last call may have changed the next deadline.
    mutating func takeNews() -> Bool { aligned?.takeNews() ?? true }

    public var counters: WindowCounters {
        aligned?.counters ?? session?.counters ?? sliding?.counters ?? WindowCounters()
    }

    public func write(to bytes: inout ByteWriter) {
        aligned?.write(to: &bytes)
        session?.write(to: &bytes)
        counted?.write(to: &bytes)
        sliding?.write(to: &bytes)
    }

    public init(
        from bytes: inout ByteReader, settings: WindowSettings, empty: Contents
    ) throws(MalformedBytes) {
        self.init(settings, empty: empty)
        try aligned?.read(from: &bytes)
        try session?.read(from: &bytes)
        try counted?.read(from: &bytes)
        try sliding?.read(from: &bytes)
    }
}
