internal import Glibc

/// The pure functions of the field over doubles. None allocates.
enum FieldOperation: UInt8, Sendable {
    case abs, min, max, clamp, scale, round, floor, ceil, sqrt, pow, exp, log, log10
    case dewPoint, absoluteHumidity, heatIndex

    init?(name: String) {
        switch name {
        case "abs": self = .abs
        case "min": self = .min
        case "max": self = .max
        case "clamp": self = .clamp
        case "scale": self = .scale
        case "round": self = .round
        case "floor": self = .floor
        case "ceil": self = .ceil
        case "sqrt": self = .sqrt
        case "pow": self = .pow
        case "exp": self = .exp
        case "log": self = .log
        case "log10": self = .log10
        case "dew_point": self = .dewPoint
        case "absolute_humidity": self = .absoluteHumidity
        case "heat_index": self = .heatIndex
        default: return nil
        }
    }

    func apply(_ x: Double) throws(EvaluationError) -> Double {
        switch self {
        case .abs: return x.magnitude
        case .round: return x.rounded(.toNearestOrAwayFromZero)
        case .floor: return x.rounded(.down)
        case .ceil: return x.rounded(.up)
        case .sqrt:
            if x < 0 { throw .outOfRange }
            return x.squareRoot()
        case .exp: return Glibc.exp(x)
        case .log:
            if x <= 0 { throw .outOfRange }
            return Glibc.log(x)
        case .log10:
            if x <= 0 { throw .outOfRange }
            return Glibc.log10(x)
        default: throw .noSuchOverload
        }
    }

    func apply(_ x: Double, _ y: Double) throws(EvaluationError) -> Double {
        switch self {
        // Of a number and NaN the standard library's minimum is the number; a broken sensor must not hide behind it.
        case .min: return x.isNaN || y.isNaN ? .nan : Swift.min(x, y)
        case .max: return x.isNaN || y.isNaN ? .nan : Swift.max(x, y)
        case .round: return try FieldOperation.round(x, places: y)
        case .pow: return Glibc.pow(x, y)
        case .dewPoint: return try Humidity.dewPoint(temperature: x, humidity: y)
        case .absoluteHumidity: return try Humidity.absolute(temperature: x, humidity: y)
        case .heatIndex: return try HeatIndex.celsius(temperature: x, humidity: y)
        default: throw .noSuchOverload
        }
    }

    static func clamp(_ x: Double, low: Double, high: Double) throws(EvaluationError) -> Double {
        guard low <= high else { throw .outOfRange }
        return x < low ? low : x > high ? high : x
    }

    static func scale(
        _ x: Double, from: (low: Double, high: Double), to: (low: Double, high: Double)
    ) throws(EvaluationError) -> Double {
        let span = from.high - from.low
        guard span != 0 else { throw .divisionByZero }
        // At both ends exactly the end.
        let share = (x - from.low) / span
        return to.low * (1 - share) + to.high * share
    }

    private static func round(_ x: Double, places: Double) throws(EvaluationError) -> Double {
        guard places >= 0, places <= 15, places == places.rounded() else { throw .outOfRange }
        var factor = 1.0
        for _ in 0..<Int(places) { factor *= 10 }
        let scaled = (x * factor).rounded(.toNearestOrAwayFromZero)
        return scaled.isFinite ? scaled / factor : x
    }
}
