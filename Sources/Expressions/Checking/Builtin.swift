/// The functions and operators of the language, but for those that decide what is evaluated.
enum Builtin: UInt8, Sendable {
    // Operators
    case negate, add, subtract, multiply, divide, modulo
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
    case contained, index, optionalIndex
    // Conversions
    case type, dyn, bool, bytes, double, duration, int, string, timestamp, uint
    /// An int, a uint or a double as a double; nothing else.
    case number
    // Strings and collections
    case size, contains, startsWith, endsWith, matches
    // Times
    case fullYear, month, dayOfYear, dayOfMonth, date, dayOfWeek, hours, minutes, seconds, milliseconds
    // math
    case greatest, least, ceil, floor, round, trunc, abs, sign, isNaN, isInf, isFinite, sqrt
    case bitAnd, bitOr, bitXor, bitNot, bitShiftLeft, bitShiftRight
    // strings
    case charAt, indexOf, lastIndexOf, lowerAscii, upperAscii, replace, split, substring, trim, join, quote, format,
        reverse
    // optionals
    case optionalOf, optionalOfNonZero, optionalNone, hasValue, value
    // base64
    case base64Encode, base64Decode
}
