/// A date and a time of day in the proleptic Gregorian calendar.
struct CivilTime {
    var year: Int
    /// 1 to 12.
    var month: Int
    /// 1 to 31.
    var day: Int
    var hour = 0
    var minute = 0
    var second = 0

    static let secondsPerDay = 86_400

    init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// From seconds since 1970-01-01T00:00:00.
    init(epochSeconds: Int64) {
        let days = Int(CivilTime.floorDivide(epochSeconds, Int64(CivilTime.secondsPerDay)))
        let remainder = Int(epochSeconds - Int64(days) * Int64(CivilTime.secondsPerDay))
        self.init(epochDays: days)
        hour = remainder / 3600
        minute = remainder / 60 % 60
        second = remainder % 60
    }

    /// From days since 1970-01-01: eras of 400 years that begin on 1 March, so that the leap day comes last.
    init(epochDays: Int) {
        let shifted = epochDays + 719_468
        let era = CivilTime.floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Days since 1970-01-01.
    var epochDays: Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = CivilTime.floorDivide(shiftedYear, 400)
        let yearOfEra = shiftedYear - era * 400
        let marchMonth = month > 2 ? month - 3 : month + 9
        let dayOfYear = (153 * marchMonth + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    var epochSeconds: Int64 {
        Int64(epochDays) * Int64(CivilTime.secondsPerDay) + Int64(hour * 3600 + minute * 60 + second)
    }

    /// 0 is Sunday.
    var dayOfWeek: Int { CivilTime.weekday(epochDays: epochDays) }

    /// 0 is 1 January.
    var dayOfYear: Int { epochDays - CivilTime(year: year, month: 1, day: 1).epochDays }

    static func weekday(epochDays: Int) -> Int {
        // 1970-01-01 was a Thursday.
        let shifted = (epochDays + 4) % 7
        return shifted < 0 ? shifted + 7 : shifted
    }

    static func daysInMonth(_ month: Int, year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: isLeap(year) ? 29 : 28
        default: 31
        }
    }

    static func isLeap(_ year: Int) -> Bool { (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 }

    static func floorDivide<Number: SignedInteger>(_ dividend: Number, _ divisor: Number) -> Number {
        let quotient = dividend / divisor
        return dividend % divisor < 0 ? quotient - 1 : quotient
    }
}
