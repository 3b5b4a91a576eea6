/// How warm humid air feels: the equations of the US National Weather Service (Weather Prediction Center, "The Heat Index
/// Equation"), which are Rothfusz's regression with its two adjustments, and Steadman's simpler form below 80 °F.
enum HeatIndex {
    /// - Parameters:
    ///   - temperature: degrees Celsius.
    ///   - humidity: percent.
    static func celsius(temperature: Double, humidity: Double) throws(EvaluationError) -> Double {
        guard humidity >= 0, humidity <= 120, temperature > -100, temperature < 200 else { throw .outOfRange }
        return (fahrenheit(temperature * 1.8 + 32, humidity) - 32) / 1.8
    }

    private static func fahrenheit(_ t: Double, _ r: Double) -> Double {
        let simple = 0.5 * (t + 61 + (t - 68) * 1.2 + r * 0.094)
        guard (simple + t) / 2 >= 80 else { return (simple + t) / 2 }
        let linear = -42.379 + 2.049_015_23 * t + 10.143_331_27 * r - 0.224_755_41 * t * r
        let squares = -0.006_837_83 * t * t - 0.054_817_17 * r * r
        let mixed = 0.001_228_74 * t * t * r + 0.000_852_82 * t * r * r - 0.000_001_99 * t * t * r * r
        return linear + squares + mixed + adjustment(t, r)
    }

    private static func adjustment(_ t: Double, _ r: Double) -> Double {
        if r < 13, t >= 80, t <= 112 { return -(13 - r) / 4 * ((17 - (t - 95).magnitude) / 17).squareRoot() }
        if r > 85, t >= 80, t <= 87 { return (r - 85) / 10 * (87 - t) / 5 }
        return 0
    }
}
