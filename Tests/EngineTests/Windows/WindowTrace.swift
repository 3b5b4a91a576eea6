import Engine
import Telemetry
import TestSupport

enum WindowStep: CustomStringConvertible {
    case element(String, at: Int64)
    case time(Int64)

    var description: String {
        switch self {
        case .element(let name, let time): "\(name) at \(time)"
        case .time(let time): "time \(time)"
        }
    }

    func shifted(by shift: Int64) -> WindowStep {
        switch self {
        case .element(let name, let time): .element(name, at: time + shift)
        case .time(let time): .time(time + shift)
        }
    }

    /// Out of order by up to 12 ms, with times that often collide with the bounds of windows.
    static func trace(using generator: inout SeededGenerator) -> [WindowStep] {
        var time: Int64 = 0
        return (0..<40).map { number in
            time += Int64.random(in: 0...4, using: &generator)
            if Int.random(in: 0..<4, using: &generator) == 0 {
                return .time(time - Int64.random(in: -8...8, using: &generator))
            }
            return .element("e\(number)", at: time - Int64.random(in: 0...12, using: &generator))
        }
    }
}

/// A run of the operator over a trace: what it says, in words.
struct WindowRun {
    private(set) var said: [String] = []
    private(set) var bytes: [UInt8] = []

    /// - Parameter restores: take the operator from its snapshot after every step.
    init(
        _ settings: WindowSettings, _ steps: [WindowStep], restores: Bool = false, shift: Int64 = 0
    ) throws {
        var windows = Windows(settings, empty: ListContents())
        for step in steps {
            var closed: [ClosedWindow<ListContents>] = []
            switch step {
            case .element(let name, let time):
                let outcome = windows.add(name, at: Timestamp(milliseconds: time), into: &closed)
                if outcome != .taken { said.append("\(name) \(outcome)") }
            case .time(let time): windows.advance(to: Timestamp(milliseconds: time), into: &closed)
            }
            said += closed.map { WindowRun.words($0, shift: shift) }
            var writer = ByteWriter()
            windows.write(to: &writer)
            bytes = writer.bytes
            guard restores else { continue }
            var reader = ByteReader(bytes)
            windows = try Windows(from: &reader, settings: settings, empty: ListContents())
            if !reader.isAtEnd { said.append("\(step): bytes are left over") }
        }
    }

    static func words(_ window: ClosedWindow<ListContents>, shift: Int64) -> String {
        words(
            start: window.start.milliseconds - shift, end: window.end.milliseconds - shift,
            latest: window.latest.map { $0.milliseconds - shift }, due: window.due.milliseconds - shift,
            isUpdate: window.isUpdate, elements: window.contents.elements)
    }

    /// Panes are put together in the order of time, a naive list in that of arrival: the names are sorted.
    static func words(
        start: Int64, end: Int64, latest: Int64?, due: Int64, isUpdate: Bool, elements: [String]
    ) -> String {
        "[\(start), \(end)) latest \(latest.map(String.init) ?? "-") due \(due)\(isUpdate ? " again" : "")"
            + " \(elements.sorted().joined(separator: ","))"
    }
}
