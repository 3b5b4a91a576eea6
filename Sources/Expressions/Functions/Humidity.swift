internal import Glibc

/// Water in air. Temperatures in degrees Celsius, relative humidity in percent over water.
///
/// Saturation vapour pressure by the Magnus formula e = 6.112 hPa exp(17.62 t / (243.12 + t)), for -45 to 60 °C: WMO-No. 8,
/// Guide to Instruments and Methods of Observation, volume I, annex 4.B.
enum Humidity {
    private static let slope = 17.62
    private static let pole = 243.12
    private static let hectopascalAtZero = 6.112
    /// The gas constant of water vapour, J/(kg K).
    private static let vapourConstant = 461.5

    static func dewPoint(temperature: Double, humidity: Double) throws(EvaluationError) -> Double {
        try check(temperature, humidity)
        let logarithm = log(humidity / 100) + slope * temperature / (pole + temperature)
        return pole * logarithm / (slope - logarithm)
    }

    /// Grams a cubic metre, by the law of ideal gases.
    static func absolute(temperature: Double, humidity: Double) throws(EvaluationError) -> Double {
        try check(temperature, humidity)
        let pascal = humidity * hectopascalAtZero * exp(slope * temperature / (pole + temperature))
        return 1000 * pascal / (vapourConstant * (273.15 + temperature))
    }

    /// What is far outside the formula's range is a broken sensor, not weather.
    private static func check(_ temperature: Double, _ humidity: Double) throws(EvaluationError) {
        guard humidity > 0, humidity <= 120, temperature > -100, temperature < 200 else { throw .outOfRange }
    }
}
