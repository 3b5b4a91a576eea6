/// A set of days of the week, as `mon-fri` or `sat, sun`.
struct Weekdays: Sendable, Equatable {
    static let names = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
    static let all = Weekdays(bits: 0x7F)

    /// Bit 0 is Sunday.
    private var bits: UInt8

    private init(bits: UInt8) {
        self.bits = bits
    }

    /// A range may go over the end of the week: `fri-mon`.
    init(_ text: String) throws(ScheduleError) {
        bits = 0
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map {
                Weekdays.number($0.trimmingSpaces)
            }
            guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1] else {
                throw ScheduleError(
                    problem: "'\(text)' are no days of the week", mend: "write for instance 'mon-fri' or 'sat,sun'")
            }
            var day = first
            insert(day)
            while day != last {
                day = (day + 1) % 7
                insert(day)
            }
        }
    }

    /// - Parameter weekday: 0 is Sunday.
    func contains(_ weekday: Int) -> Bool { bits & 1 << weekday != 0 }

    private mutating func insert(_ weekday: Int) { bits |= 1 << weekday }

    private static func number(_ name: String) -> Int? { names.firstIndex(of: name.lowercased()) }
}

extension StringProtocol {
    /// Without spaces at its ends.
    var trimmingSpaces: String {
        var rest = Substring(self)
        while rest.first == " " { rest.removeFirst() }
        while rest.last == " " { rest.removeLast() }
        return String(rest)
    }
}
