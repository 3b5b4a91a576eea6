/// Points in time that are multiples of a period.
struct Grid: Sendable, Equatable {
    let periodNanoseconds: Int64

    init(periodNanoseconds: Int64) {
        precondition(periodNanoseconds > 0)
        self.periodNanoseconds = periodNanoseconds
    }

    func point(atOrBefore time: Int64) -> Int64 {
        let remainder = time % periodNanoseconds
        return time - (remainder < 0 ? remainder + periodNanoseconds : remainder)
    }

    func point(after time: Int64) -> Int64 { point(atOrBefore: time) + periodNanoseconds }
}
