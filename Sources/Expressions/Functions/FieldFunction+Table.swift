extension FieldFunction {
    /// Functions of their arguments alone.
    static let pure: [FieldFunction] = [
        FieldFunction("abs", [.numbers("x")], units: .same, "The size of a number, without its sign."),
        FieldFunction(
            "min", [.numbers("a", "b", variadic: true)], units: .same,
            "The smallest of the numbers; NaN if one is. With a duration last it is the smallest value in that time."),
        FieldFunction(
            "max", [.numbers("a", "b", variadic: true)], units: .same,
            "The largest of the numbers; NaN if one is. With a duration last it is the largest value in that time."),
        FieldFunction(
            "clamp", [.numbers("x", "low", "high")], units: .same,
            "The number, but not below low and not above high. An error where low is above high."),
        FieldFunction(
            "scale", [.numbers("x", "from_low", "from_high", "to_low", "to_high")], units: .scaling,
            """
            The number on another scale, along the straight line through the two ends: scale(current, 4, 20, 0, 100). Beyond \
            the ends the line goes on. An error where from_low and from_high are the same.
            """),
        FieldFunction(
            "round", [.numbers("x"), .numbers("x", "places")], units: .first,
            "The nearest whole number, or the nearest with that many decimal places (0 to 15); halves go away from zero."
        ),
        FieldFunction("floor", [.numbers("x")], units: .same, "The greatest whole number that is not above x."),
        FieldFunction("ceil", [.numbers("x")], units: .same, "The least whole number that is not below x."),
        FieldFunction("sqrt", [.numbers("x")], units: .unknown, "The square root; an error below 0."),
        FieldFunction("pow", [.numbers("x", "exponent")], units: .unknown, "x to the power of exponent."),
        FieldFunction("exp", [.numbers("x")], units: .unknown, "e to the power of x."),
        FieldFunction("log", [.numbers("x")], units: .unknown, "The natural logarithm; an error unless x is above 0."),
        FieldFunction(
            "log10", [.numbers("x")], units: .unknown, "The logarithm to base 10; an error unless x is above 0."),
        FieldFunction(
            "convert", [Form(("x", .number), ("from", .unit), ("to", .unit), result: .double)], units: .conversion,
            "The number in another unit, both as UCUM codes: convert(temperature, \"Cel\", \"[degF]\")."),
        FieldFunction(
            "number", [.numbers("x")], units: .dropped,
            """
            The number without its unit, for sums of what measures different things, such as an index of health: \
            number(temperature) / 90.0 + number(vibration) / 7.1.
            """),
        FieldFunction(
            "dew_point", [.numbers("temperature", "humidity")], units: .stated(["Cel", "%"], result: "Cel"),
            """
            The temperature in Cel at which air of that temperature (Cel, -45 to 60) and relative humidity (%) is saturated over \
            water; by the Magnus formula of the WMO (WMO-No. 8). An error unless the humidity is above 0.
            """),
        FieldFunction(
            "absolute_humidity", [.numbers("temperature", "humidity")], units: .stated(["Cel", "%"], result: "g/m3"),
            "The water in air of that temperature (Cel) and relative humidity (%), in g/m3."),
        FieldFunction(
            "heat_index", [.numbers("temperature", "humidity")], units: .stated(["Cel", "%"], result: "Cel"),
            """
            How warm air of that temperature (Cel) and relative humidity (%) feels in the shade, in Cel; by the equations of the \
            US National Weather Service.
            """),
    ]

    /// Functions that remember: each call has a state of its own in every device.
    static let stateful: [FieldFunction] = [
        FieldFunction(
            "rate",
            [Form(("x", .signal), result: .double), Form(("x", .signal), ("window", .duration), result: .double)],
            units: .perSecond, isStateful: true,
            "How fast a signal changes, per second: between the last two readings, or over the window."),
        FieldFunction(
            "delta", [Form(("x", .signal), result: .double)], units: .difference, isStateful: true,
            "The last value minus the one before."),
        FieldFunction(
            "changed", [Form(("x", .signal), result: .bool)], units: .unknown, isStateful: true,
            "Whether the last reading brought another value."),
        FieldFunction(
            "becomes", [Form(("condition", .condition), result: .bool)], units: .unknown, isStateful: true,
            "True at the moment a condition turns from false to true; a retained message is no such moment."),
        FieldFunction(
            "ewma", [Form(("x", .signal), ("tau", .duration), result: .double)], units: .first, isStateful: true,
            "The exponentially weighted mean: what lies tau back counts 1/e of what is new."),
        FieldFunction(
            "age", [Form(("x", .signal), result: .duration)], units: .unknown, isStateful: true,
            "The time since the signal's last reading: age(temperature) > 30s."),
        FieldFunction(
            "stale", [Form(("x", .signal), result: .bool)], units: .unknown, isStateful: true,
            "Whether the signal was never seen, or is older than its stale setting."),
        FieldFunction(
            "valid", [Form(("x", .signal), result: .bool)], units: .unknown, isStateful: true,
            "Whether the signal has a value that is neither stale nor outside its valid range."),
        FieldFunction(
            "stuck", [Form(("x", .signal), result: .bool)], units: .unknown, isStateful: true,
            "Whether the signal has kept one value for as long as its stuck setting says."),
        FieldFunction(
            "unchanged", [Form(("x", .signal), ("time", .duration), result: .bool)], units: .unknown, isStateful: true,
            "Whether the value has been the same for that time."),
        window("mean", .first, "The mean over the window."),
        window("min", .first, "The smallest value in the window."),
        window("max", .first, "The largest value in the window."),
        window("sum", .first, "The sum of the readings in the window."),
        window("stddev", .difference, "The standard deviation of the readings in the window."),
        window(
            "slope", .perSecond, "The slope of the straight line of least squares through the readings, per second."),
        FieldFunction(
            "count", [Form(("x", .signal), ("window", .duration), result: .double)], units: .unknown, isStateful: true,
            "The number of readings in the window."),
        FieldFunction(
            "percentile", [Form(("x", .signal), ("percentage", .percentage), ("window", .duration), result: .double)],
            units: .first, isStateful: true,
            "The value that so many percent of the readings in the window do not exceed: percentile(vibration, 95, 1h)."
        ),
    ]

    private static func window(_ name: String, _ units: UnitRule, _ summary: String) -> FieldFunction {
        FieldFunction(
            name, [Form(("x", .signal), ("window", .duration), result: .double)], units: units, isStateful: true,
            summary)
    }
}
