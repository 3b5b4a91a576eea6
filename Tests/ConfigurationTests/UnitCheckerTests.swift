import Expressions
import Telemetry
import Testing

@testable import Configuration

@Suite("Units of expressions")
struct UnitCheckerTests {
    private static let units = [
        "temperature": "Cel", "ambient": "Cel", "supply": "K", "outside": "[degF]", "margin": "K", "vibration": "mm/s",
        "velocity": "m/s", "pressure": "kPa", "backpressure": "bar", "power": "kW", "energy": "kW.h", "volume": "L",
        "flow": "L/min", "humidity": "%", "share": "1", "noise": "dB[SPL]", "gain": "dB", "voltage": "V",
        "current": "A",
        "runtime": "h", "motor.power": "kW",
    ]

    private func unit(_ name: String) -> Unit? {
        guard let code = UnitCheckerTests.units[name] else { return nil }
        do {
            return try Unit(parsing: code)
        } catch {
            Issue.record("\(code): \(error)")
            return nil
        }
    }

    private func problems(_ text: String) throws -> [Problem] {
        UnitChecker.check(try Parser(options: .dialect).parse(text), unitOfName: unit)
    }

    @Test(
        "what is in one unit, or in none that is known, passes",
        arguments: [
            "temperature > 80.0", "temperature > hot && vibration < 7.1", "temperature - ambient > 5.0",
            "temperature * 2.0 > ambient", "temperature - (temperature - ambient) > ambient",
            "ambient + (temperature - ambient) < temperature", "temperature - ambient > margin",
            "(temperature + ambient) / 2.0 > 30.0", "mean(temperature, 10m) > ambient",
            "max(temperature, ambient) > 3.0",
            "number(temperature) / 90.0 + 0.5 * number(vibration - 2.0) > number(pressure)",
            "max(temperature, 10m) > ambient", "rate(volume) * 60.0 > 3.0", "voltage * current > 1000.0",
            "power * runtime > energy", "energy / runtime < power", "volume / flow > 3.0",
            "clamp(temperature, 0, 100) > ambient",
            "convert(supply, \"K\", \"Cel\") > temperature", "dew_point(temperature, humidity) > ambient - 2.0",
            "absolute_humidity(temperature, humidity) > 12.0",
            "temperature > ambient ? temperature > 3.0 : power > 2.0",
            "(running ? temperature : ambient) > 4.0", "-temperature < ambient", "noise + gain > noise",
            "noise - noise > gain",
            "vibration * temperature / hot > 3.0", "1.0 / runtime > 2.0", "power / power > share",
            "motor.power > power",
            "math.greatest(temperature, ambient) > 3.0", "abs(temperature - ambient) > margin",
            "scale(current, 0.004, 0.020, 0, 100) > 20.0", "[1, 2].all(temperature, temperature > 1)",
            "delta(temperature) > margin", "stddev(temperature, 1h) > margin", "count(temperature, 1h) > 3.0",
            "convert(temperature - ambient, \"K\", \"[degR]\") > 3.0", "unknown + temperature > power * unknown",
            "temperature > ambient == (power > 3.0)", "has({}.a) && temperature > 3.0", "double(temperature) > ambient",
        ])
    func passes(text: String) throws {
        #expect(try problems(text).isEmpty)
    }

    @Test(
        "what is in two units is a mistake at its place, with both units and the mend",
        arguments: [
            (
                "temperature + supply > 1.0", 12, "temperature is in Cel and supply in K",
                "write convert(supply, \"K\", \"Cel\")"
            ),
            (
                "temperature > outside", 12, "temperature is in Cel and outside in [degF]",
                "write convert(outside, \"[degF]\", \"Cel\")"
            ),
            (
                "vibration < pressure", 10, "vibration is in mm/s and pressure in kPa",
                "they measure different things: correct a unit, or drop one: number(pressure)"
            ),
            (
                "vibration == velocity", 10, "vibration is in mm/s and velocity in m/s",
                "write convert(velocity, \"m/s\", \"mm/s\")"
            ),
            (
                "(pressure > backpressure) && running", 10, "pressure is in kPa and backpressure in bar",
                "write convert(backpressure, \"bar\", \"kPa\")"
            ),
            (
                "max(temperature, 2, supply) > 1.0", 0, "temperature is in Cel and supply in K",
                "write convert(supply, \"K\", \"Cel\")"
            ),
            (
                "mean(supply, 10m) > temperature", 18,
                "mean(supply, 10m) is in K and temperature in Cel",
                "write convert(temperature, \"Cel\", \"K\")"
            ),
            (
                "running ? power : energy", 8, "power is in kW and energy in kW.h",
                "they measure different things: correct a unit, or drop one: number(energy)"
            ),
            (
                "temperature - ambient > ambient", 22,
                "(temperature - ambient) is a difference in K and ambient in Cel",
                "if ambient is a difference too, give it the unit K"
            ),
            (
                "clamp(power, 0, energy) > 1.0", 0, "power is in kW and energy in kW.h",
                "they measure different things: correct a unit, or drop one: number(energy)"
            ),
            (
                "power * runtime > power", 16, "(power * runtime) is in kW.h and power in kW",
                "they measure different things: correct a unit, or drop one: number(power)"
            ),
            (
                "dew_point(supply, humidity) > 1.0", 10, "dew_point() takes Cel here, and supply is in K",
                "write convert(supply, \"K\", \"Cel\")"
            ),
            (
                "dew_point(temperature, share) > 1.0", 23, "dew_point() takes % here, and share is in 1",
                "write convert(share, \"1\", \"%\")"
            ),
            (
                "convert(supply, \"Cel\", \"[degF]\") > 1.0", 16, "supply is in K, not in Cel",
                "write convert(supply, \"K\", \"[degF]\")"
            ),
            (
                "convert(temperature - ambient, \"Cel\", \"[degF]\") > 1.0", 20,
                "(temperature - ambient) is a difference in K, and a difference has no zero to convert",
                "write convert((temperature - ambient), \"K\", \"[degR]\")"
            ),
            (
                "rate(volume) > flow", 13, "rate(volume) is in L/s and flow in L/min",
                "write convert(flow, \"L/min\", \"L/s\")"
            ),
            ("humidity > share", 9, "humidity is in % and share in 1", "write convert(share, \"1\", \"%\")"),
        ])
    func mistakes(text: String, offset: Int, message: String, mend: String) throws {
        #expect(try problems(text) == [Problem(offset: offset, message: message, mend: mend)])
    }

    @Test("all mistakes are found at once, in the order of the text")
    func several() throws {
        let found = try problems("temperature > supply && (power > energy || [temperature].exists(x, noise > gain))")
        #expect(found.map(\.offset) == [12, 31, 73])
    }

    @Test("a derived value's unit is found")
    func derived() throws {
        for (text, code) in [
            ("voltage * current", "W"), ("mean(temperature, 10m)", "Cel"), ("rate(energy)", "kW.h/s"),
            ("energy / runtime", "kW"),
            ("temperature - ambient", "K"), ("convert(outside, \"[degF]\", \"Cel\")", "Cel"), ("power * 2.0", "kW"),
        ] {
            let expression = try Parser(options: .dialect).parse(text)
            #expect(try UnitChecker.unit(of: expression, unitOfName: unit) == Unit(parsing: code), "\(text)")
        }
        let unknown = try Parser(options: .dialect).parse("vibration * hot")
        #expect(UnitChecker.unit(of: unknown, unitOfName: unit) == nil)
    }

    @Test("convert is done when the file is loaded, and its mistakes are found at their place")
    func conversion() throws {
        var environment = Expressions.Environment()
        environment.useFieldFunctions()
        environment.declare("x", .double, slot: 0)
        for (text, number, expected) in [
            ("convert(x, \"Cel\", \"[degF]\")", 100.0, 212.0), ("convert(x, \"[degF]\", \"Cel\")", 98.6, 37),
            ("convert(x, \"m3/h\", \"m3/h\")", 3, 3), ("convert(x, \"km/h\", \"m/s\")", 36, 10),
        ] {
            let program = try Program.compile(text, in: environment, options: .dialect)
            let slots: [Expressions.Value] = [.double(number)]
            #expect(slots.withUnsafeBufferPointer { program.evaluate($0) } == .double(expected), "\(text)")
        }
        for (text, offset, mend) in [
            ("convert(x, \"degC\", \"K\")", 11, "write Cel"), ("convert(x, \"K\", \"m/psi\")", 19, "write m/[psi]"),
            ("convert(x, \"Cel\", \"Pa\")", 18, "write a unit of what is in Cel"),
            ("convert(x, unit, \"Pa\")", 11, "write convert(x, \"Cel\", \"[degF]\")"),
        ] {
            let error = #expect(throws: CompileError.self) { try Program.compile(text, in: environment) }
            #expect(
                error?.problems.first?.offset == offset && error?.problems.first?.mend == mend,
                "\(error?.description ?? "")")
        }
    }
}
