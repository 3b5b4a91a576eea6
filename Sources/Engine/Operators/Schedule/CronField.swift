/// One field of a cron expression: which of its numbers match.
struct CronField: Sendable, Equatable {
    struct Kind: Sendable {
        var name: String
        var numbers: ClosedRange<Int>
        /// Names that may stand for numbers, from the first number on.
        var names: [String] = []
        /// Bits beyond `numbers` that count as another number: Sunday is 0 and 7.
        var isWeekday = false
        var example: String

        static let minute = Kind(name: "minute", numbers: 0...59, example: "'0', '*/15' or '0,30'")
        static let hour = Kind(name: "hour", numbers: 0...23, example: "'6', '8-17' or '*/2'")
        static let day = Kind(name: "day of the month", numbers: 1...31, example: "'1', '1-7' or '*'")
        static let month = Kind(
            name: "month", numbers: 1...12,
            names: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
            example: "'1', 'jun-aug' or '*'")
        static let weekday = Kind(
            name: "day of the week", numbers: 0...7, names: Weekdays.names, isWeekday: true,
            example: "'mon-fri', '0' or '*'")
    }

    private(set) var bits: UInt64 = 0
    /// Whether the field begins with a star; of cron's two fields for the day, one that does leaves it to the other.
    let isStar: Bool

    init(_ text: String, _ kind: Kind) throws(ScheduleError) {
        isStar = text.utf8.first == UInt8(ascii: "*")
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            try insert(String(part), kind)
        }
        if kind.isWeekday, bits & 1 << 7 != 0 { bits = bits & 0x7F | 1 }
    }

    func contains(_ number: Int) -> Bool { bits & 1 << UInt64(number) != 0 }

    private mutating func insert(_ text: String, _ kind: Kind) throws(ScheduleError) {
        let halves = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let range = try CronField.range(String(halves[0]), kind)
        guard halves.count == 2 else {
            for number in range { bits |= 1 << UInt64(number) }
            return
        }
        guard let step = CronField.number(String(halves[1])), step > 0 else {
            throw CronField.error("'\(text)': the step after '/' is no number above 0", kind)
        }
        guard halves[0] == "*" || halves[0].contains("-") else {
            throw ScheduleError(
                problem: "'\(text)' in the field \(kind.name): a step needs a range",
                mend: "write '\(halves[0])-\(kind.numbers.upperBound)/\(step)'")
        }
        for number in stride(from: range.lowerBound, through: range.upperBound, by: step) {
            bits |= 1 << UInt64(number)
        }
    }

    private static func range(_ text: String, _ kind: Kind) throws(ScheduleError) -> ClosedRange<Int> {
        if text == "*" { return kind.isWeekday ? 0...6 : kind.numbers }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(ends.count) else { throw error("'\(text)' is no range", kind) }
        let first = try value(ends[0], kind)
        var last = try value(ends[ends.count - 1], kind)
        // As the end of a range Sunday is the seventh day.
        if kind.isWeekday, ends.count == 2, first > 0, last == 0 { last = 7 }
        guard first <= last else {
            throw ScheduleError(
                problem: "'\(text)' in the field \(kind.name) runs backwards",
                mend: "write '\(ends[0])-\(kind.end),\(kind.start)-\(ends[1])'")
        }
        return first...last
    }

    private static func value(_ text: String, _ kind: Kind) throws(ScheduleError) -> Int {
        if let place = kind.names.firstIndex(of: text.lowercased()) {
            return place + (kind.isWeekday ? 0 : kind.numbers.lowerBound)
        }
        guard let number = number(text), kind.numbers.contains(number) else {
            throw error(
                "'\(text)' is not from \(kind.numbers.lowerBound) to \(kind.numbers.upperBound)"
                    + (kind.names.isEmpty ? "" : ", nor a name such as '\(kind.names[1])'"), kind)
        }
        return number
    }

    /// One to four digits.
    private static func number(_ text: String) -> Int? {
        guard (1...4).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(text)
    }

    private static func error(_ problem: String, _ kind: Kind) -> ScheduleError {
        ScheduleError(problem: "field \(kind.name): \(problem)", mend: "write for instance \(kind.example)")
    }
}

extension CronField.Kind {
    fileprivate var start: String { isWeekday ? "sun" : names.first ?? "\(numbers.lowerBound)" }
    fileprivate var end: String { isWeekday ? "sat" : names.last ?? "\(numbers.upperBound)" }
}
