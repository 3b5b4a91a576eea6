import Engine

/// The rules of windows, written down as plainly as they are said: every window a list, every question a search.
struct NaiveWindows {
    struct Element {
        var name: String
        var time: Int64
        /// It was said before, and the windows forget.
        var isForgotten = false
    }

    private let settings: WindowSettings
    private let grace: Int64
    private let lateness: Int64
    private let forgets: Bool
    private var watermark = Int64.min / 4
    private var windows: [Int64: [Element]] = [:]
    private var known: Int64?
    private var sessions: [(elements: [Element], isSaid: Bool)] = []
    private var all: [Element] = []
    private(set) var said: [String] = []

    init(_ settings: WindowSettings) {
        self.settings = settings
        switch settings.late {
        case .drop(let grace): (self.grace, lateness, forgets) = (grace, 0, false)
        case .update(let lateness, let keeps): (grace, self.lateness, forgets) = (0, lateness, !keeps)
        }
    }

    mutating func take(_ step: WindowStep) {
        switch (step, settings.kind) {
        case (.element(let name, let time), .tumbling(let size, let offset)):
            addAligned(name, time, size: size, slide: size, offset: offset)
        case (.element(let name, let time), .hopping(let size, let slide, let offset)):
            addAligned(name, time, size: size, slide: slide, offset: offset)
        case (.element(let name, let time), .session(let gap, _)): addToSession(name, time, gap: gap)
        case (.element(let name, let time), .sliding(let size)): addSliding(name, time, size: size)
        case (.element(let name, let time), .count(let size, let slide)): addCounted(name, time, size, slide)
        case (.time(let time), .tumbling(let size, let offset)):
            passAligned(to: time, size: size, slide: size, offset: offset)
        case (.time(let time), .hopping(let size, let slide, let offset)):
            passAligned(to: time, size: size, slide: slide, offset: offset)
        case (.time(let time), .session(let gap, _)): passSessions(to: time, gap: gap)
        case (.time, .sliding), (.time, .count): break
        }
    }

    // MARK: Tumbling and hopping

    private func isStart(_ time: Int64, _ slide: Int64, _ offset: Int64) -> Bool {
        ((time - offset) % slide + slide) % slide == 0
    }

    private mutating func addAligned(_ name: String, _ time: Int64, size: Int64, slide: Int64, offset: Int64) {
        let starts = (time - size + 1...time).filter { isStart($0, slide, offset) }
        guard !starts.isEmpty else {
            said.append("\(name) outside")
            return
        }
        let open = starts.filter { $0 + size + grace + lateness > watermark }
        guard !open.isEmpty else {
            said.append("\(name) late")
            return
        }
        known = min(known ?? .max, starts[0] + size)
        for start in open {
            windows[start, default: []].append(Element(name: name, time: time))
            if start + size + grace <= watermark { say(start, size, due: watermark, isUpdate: true) }
        }
    }

    private mutating func passAligned(to time: Int64, size: Int64, slide: Int64, offset: Int64) {
        guard time > watermark else { return }
        let before = watermark
        watermark = time
        let earliest = max(before - grace, (windows.keys.min() ?? 0) - 1, -1000)
        guard earliest < time - grace else { return }
        for end in earliest + 1...time - grace where isStart(end - size, slide, offset) && end > before - grace {
            let isEmpty = windows[end - size, default: []].allSatisfy(\.isForgotten)
            guard !isEmpty || (settings.saysEmpty && known.map { end >= $0 } ?? false) else { continue }
            say(end - size, size, due: end + grace, isUpdate: false)
        }
    }

    private mutating func say(_ start: Int64, _ size: Int64, due: Int64, isUpdate: Bool) {
        let elements = windows[start, default: []]
        said.append(
            WindowRun.words(
                start: start, end: start + size, latest: elements.map(\.time).max(), due: due, isUpdate: isUpdate,
                elements: elements.filter { !$0.isForgotten }.map(\.name)))
        guard forgets else { return }
        for index in windows[start, default: []].indices { windows[start]?[index].isForgotten = true }
    }

    // MARK: Sessions

    private func span(_ elements: [Element]) -> (first: Int64, last: Int64) {
        (elements.map(\.time).min() ?? 0, elements.map(\.time).max() ?? 0)
    }

    /// A session is what no gap divides: everything is sorted anew.
    private mutating func addToSession(_ name: String, _ time: Int64, gap: Int64) {
        let element = Element(name: name, time: time)
        let joined = sessions.indices.filter { index in
            let (first, last) = span(sessions[index].elements)
            return time >= first - gap && time <= last + gap
        }
        let together = joined.flatMap { sessions[$0].elements } + [element]
        let end = span(together).last + gap
        guard end + 1 + grace + lateness > watermark else {
            said.append("\(name) late")
            return
        }
        for index in joined.reversed() { sessions.remove(at: index) }
        sessions.append((together, false))
        if end + 1 + grace <= watermark { saySession(sessions.count - 1, gap: gap, due: watermark, isUpdate: true) }
    }

    private mutating func passSessions(to time: Int64, gap: Int64) {
        guard time > watermark else { return }
        watermark = time
        let due = sessions.indices.filter { index in
            !sessions[index].isSaid && span(sessions[index].elements).last + gap + 1 + grace <= time
        }.sorted { span(sessions[$0].elements).last < span(sessions[$1].elements).last }
        for index in due {
            saySession(
                index, gap: gap, due: span(sessions[index].elements).last + gap + 1 + grace, isUpdate: false)
        }
        sessions = sessions.filter { span($0.elements).last + gap + 1 + grace + lateness > time }
    }

    private mutating func saySession(_ index: Int, gap: Int64, due: Int64, isUpdate: Bool) {
        let (first, last) = span(sessions[index].elements)
        said.append(
            WindowRun.words(
                start: first, end: last + gap, latest: last, due: due, isUpdate: isUpdate,
                elements: sessions[index].elements.filter { !$0.isForgotten }.map(\.name)))
        sessions[index].isSaid = true
        guard forgets else { return }
        for element in sessions[index].elements.indices { sessions[index].elements[element].isForgotten = true }
    }

    // MARK: By element

    private mutating func addSliding(_ name: String, _ time: Int64, size: Int64) {
        guard time >= all.map(\.time).max() ?? time else {
            said.append("\(name) late")
            return
        }
        all.append(Element(name: name, time: time))
        let elements = all.filter { time - size < $0.time && $0.time <= time }
        said.append(
            WindowRun.words(
                start: time - size, end: time, latest: time, due: time, isUpdate: false, elements: elements.map(\.name))
        )
    }

    private mutating func addCounted(_ name: String, _ time: Int64, _ size: Int, _ slide: Int) {
        all.append(Element(name: name, time: time))
        guard all.count >= size, (all.count - size).isMultiple(of: slide) else { return }
        let elements = Array(all.suffix(size))
        let (first, last) = span(elements)
        said.append(
            WindowRun.words(
                start: first, end: last, latest: last, due: time, isUpdate: false, elements: elements.map(\.name)))
    }
}
