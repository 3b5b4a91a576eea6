internal import Telemetry

/// The last `size` elements, after the first `size` and then after every `slide` more. Elements are gathered in panes of
/// as many as divide both.
struct CountWindows<Contents: WindowContents>: Sendable, Equatable {
    struct Pane: Sendable, Equatable {
        /// Times of the oldest and of the newest element.
        var first: Int64
        var last: Int64
        var elements: Int
        var contents: Contents
    }

    private let size: Int
    private let slide: Int
    private let paneSize: Int
    private let empty: Contents

    /// In order of arrival; the last one may not be full.
    private var panes: [Pane] = []
    /// How many elements until a window is said.
    private var missing: Int

    init(size: Int, slide: Int, empty: Contents) {
        self.size = size
        self.slide = slide
        self.empty = empty
        paneSize = CountWindows.greatestDivisor(size, slide)
        missing = size
    }

    private static func greatestDivisor(_ one: Int, _ other: Int) -> Int {
        other == 0 ? one : greatestDivisor(other, one % other)
    }

    mutating func add(
        _ element: Contents.Element, at time: Int64, into closed: inout [ClosedWindow<Contents>]
    ) {
        if panes.last.map({ $0.elements == paneSize }) ?? true {
            var contents = empty
            if panes.count == size / paneSize {
                // The oldest one's memory.
                contents = panes.removeFirst().contents
                contents.reset()
            }
            panes.append(Pane(first: time, last: time, elements: 0, contents: contents))
        }
        let index = panes.count - 1
        panes[index].first = min(panes[index].first, time)
        panes[index].last = max(panes[index].last, time)
        panes[index].elements += 1
        panes[index].contents.add(element, at: Timestamp(milliseconds: time))
        missing -= 1
        guard missing == 0 else { return }
        missing = slide
        var whole = panes[0]
        for pane in panes.dropFirst() {
            whole.first = min(whole.first, pane.first)
            whole.last = max(whole.last, pane.last)
            whole.contents.merge(pane.contents)
        }
        let last = Timestamp(milliseconds: whole.last)
        closed.append(
            ClosedWindow(
                start: Timestamp(milliseconds: whole.first), end: last, latest: last,
                due: Timestamp(milliseconds: time), isUpdate: false, contents: whole.contents))
    }

    func write(to bytes: inout ByteWriter) {
        bytes.count(missing)
        bytes.count(panes.count)
        for pane in panes {
            bytes.signed(pane.first)
            bytes.signed(pane.last)
            bytes.count(pane.elements)
            pane.contents.write(to: &bytes)
        }
    }

    mutating func read(from bytes: inout ByteReader) throws(MalformedBytes) {
        missing = try bytes.index()
        let count = try bytes.count()
        guard (1...max(size, slide)) ~= missing, count <= size / paneSize else { throw bytes.malformed }
        for index in 0..<count {
            let first = try bytes.time()
            let last = try bytes.time()
            let elements = try bytes.index()
            guard (1...paneSize) ~= elements, elements == paneSize || index == count - 1 else { throw bytes.malformed }
            panes.append(
                Pane(first: first, last: last, elements: elements, contents: try Contents(from: &bytes, empty: empty)))
        }
        // What is missing to the next window fills the last pane to its brim.
        let filled = panes.last?.elements ?? 0
        guard (missing + filled).isMultiple(of: paneSize) else { throw bytes.malformed }
    }
}
