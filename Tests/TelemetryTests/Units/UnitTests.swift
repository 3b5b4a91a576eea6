import Testing

@testable import Telemetry

@Suite("Units")
struct UnitTests {
    @Test(
        "a number in one unit becomes the number in another",
        arguments: [
            (212.0, "[degF]", "Cel", 100.0), (-40, "Cel", "[degF]", -40), (20, "Cel", "K", 293.15),
            (0, "K", "Cel", -273.15),
            (80, "Cel", "[degF]", 176), (100, "Cel", "[degRe]", 80), (1, "bar", "kPa", 100),
            (1, "[psi]", "Pa", 6894.757293168361),
            (760, "mm[Hg]", "Pa", 101_324.72), (1, "kW.h", "MJ", 3.6), (36, "km/h", "m/s", 10),
            (7.1, "mm/s", "m/s", 0.0071),
            (1, "[gal_us]", "L", 3.785411784), (1, "[lb_av]", "kg", 0.45359237), (1, "[ft_i]", "[in_i]", 12),
            (1, "[in_i]", "mm", 25.4), (60, "L/min", "m3/h", 3.6), (1, "m3/h", "l/h", 1000), (1500, "/min", "Hz", 25),
            (3000, "{rev}/min", "Hz", 50), (50, "%", "1", 0.5), (400, "[ppm]", "%", 0.04), (1, "[ppm]", "[ppb]", 1000),
            (180, "deg", "[pi].rad", 1), (1, "d", "min", 1440), (1, "wk", "h", 168), (1, "a", "d", 365.25),
            (12, "mo", "a", 1),
            (1, "[g]", "m/s2", 9.80665), (1000, "m[g]", "[g]", 1), (1, "10*3/ul", "10*9/l", 1), (1, "t", "kg", 1000),
            (1, "A.h", "A.s", 3600),
            (1, "KiBy", "By", 1024), (1, "uS/cm", "S/m", 1e-4), (1, "N", "kg.m.s-2", 1),
            (1, "J/(kg.K)", "kJ/kg/K", 1e-3),
            (60, "dB[mV]", "dB[V]", 0), (0, "B[kW]", "B[W]", 3), (20, "mCel", "Cel", 0.02),
            (0, "mCel", "K", 273.15),
            (1, "lx", "lm/m2", 1), (1, "har", "m2", 10_000), (1, "daar", "ar", 10), (1, "[HP]", "W", 745.6998715822702),
            (1, "[in_i'Hg]", "Pa", 3386.3788), (1, "[Btu_IT]", "J", 1055.05585262), (1, "ug/m3", "mg/m3", 0.001),
            (1, "m+2", "cm2", 1e4),
        ] as [(Double, String, String, Double)])
    func conversion(number: Double, from: String, to: String, expected: Double) throws {
        let conversion = try #require(Unit(parsing: from).conversion(to: Unit(parsing: to)))
        let result = conversion(number)
        #expect((result - expected).magnitude <= 4e-15 * max(1, expected.magnitude) + expected.magnitude * 1e-14)
        #expect(
            (number * conversion.scale + conversion.offset - expected).magnitude <= 1e-9 * max(1, expected.magnitude))
    }

    @Test("conversions people check by head are exact")
    func exactness() throws {
        for (number, from, to, expected) in [
            (212.0, "[degF]", "Cel", 100.0), (98.6, "[degF]", "Cel", 37), (100, "Cel", "[degF]", 212),
            (25.4, "mm", "m", 0.0254),
            (1013.25, "hPa", "bar", 1.01325), (0.3, "kW", "W", 300), (25, "Cel", "K", 298.15),
        ] {
            let conversion = try #require(Unit(parsing: from).conversion(to: Unit(parsing: to)))
            #expect(conversion(number) == expected, "\(number) \(from)")
        }
    }

    @Test(
        "two spellings of one unit are equal, and others are not",
        arguments: [
            ("l/min", "L/min", true), ("Hz", "1/s", true), ("Hz", "s-1", true), ("/s", "Hz", true), ("W.s", "J", true),
            ("{rpm}", "1", true), ("g{dry}", "g", true), ("m/s/s", "m/s2", true), ("m/(s.s)", "m/s2", true),
            ("kg.m-3", "kg/m3", true),
            ("Cel", "K", false), ("%", "1", false), ("kPa", "Pa", false), ("min", "m", false), ("dB", "dB[SPL]", false),
            ("m/s.s", "m", true), ("mo", "mol", false), ("S", "s", false), ("Ohm-1", "S", true), ("V.A", "W", true),
        ])
    func equality(left: String, right: String, areEqual: Bool) throws {
        #expect(try (Unit(parsing: left) == Unit(parsing: right)) == areEqual)
    }

    @Test("what measures different things has no conversion")
    func incommensurable() throws {
        for (left, right) in [
            ("Cel", "Pa"), ("dB", "%"), ("[pH]", "1"), ("dB[SPL]", "dB[W]"), ("kW", "kW.h"), ("rad/s", "Hz"),
            ("m3", "m3/h"),
        ] {
            #expect(try Unit(parsing: left).conversion(to: Unit(parsing: right)) == nil, "\(left) \(right)")
        }
    }

    private static let anyCode = "write a code such as Cel, m/s, kW, % or {count}"

    @Test(
        "what is no code is refused at its place, and the code to write is named where it is known",
        arguments: [
            ("°C", 0, "write Cel"), ("degC", 0, "write Cel"),
            ("C", 0, "write Cel for degrees Celsius, or A.s for a charge"),
            ("F", 0, "write [degF] for degrees Fahrenheit, or A.s/V for a capacitance"), ("°F", 0, "write [degF]"),
            ("%RH", 0, "write %"), ("rpm", 0, "write {rev}/min"), ("psi", 0, "write [psi]"), ("kWh", 0, "write kW.h"),
            ("m³/h", 0, "write m3/h"), ("l/hr", 2, "write l/h"), ("µg/m3", 0, "write ug/m3"),
            ("μg/m³", 0, "write ug/m3"),
            ("ppm", 0, "write [ppm]"), ("kpa", 0, "write kPa"), ("m^3/h", 0, "write m3/h"), ("mmHg", 0, "write mm[Hg]"),
            ("kΩ", 0, "write kOhm"), ("kWh/day", 0, "write kW.h/d"), ("W/kWh", 2, "write W/(kW.h)"),
            ("m/s²", 2, "write m/s2"),
            ("dBm", 0, anyCode), ("Celsius", 0, "write Cel"), ("W·h", 0, "write W.h"), ("kg / m3", 0, "write kg/m3"),
            ("foo", 0, anyCode),
            ("m/foo", 2, anyCode), ("", 0, "write 1 for a pure number, or leave the unit out"),
            ("m/", 2, "remove the last sign"),
            ("(m", 2, "write )"), ("m)", 1, "remove it"), ("{a b}", 2, "write {ab}"), ("m0", 0, anyCode),
            ("m-", 0, anyCode),
            ("Cel/h", 3, "write K, its difference"),
            ("Cel2", 0, ""), ("dB/m", 2, ""), ("0", 0, ""), ("99999999999999", 0, ""), ("kmin", 0, anyCode),
            ("kCel[x", 0, anyCode), ("B", 0, "write By for bytes, or dB for a level"),
        ])
    func refusal(code: String, offset: Int, mend: String) {
        let error = #expect(throws: UnitError.self) { try Unit(parsing: code) }
        #expect(error?.offset == offset, "\(error?.description ?? "")")
        #expect(error?.mend == mend)
        #expect(error?.message.isEmpty == false)
    }

    @Test("every code that a diagnostic names can be read, and no spelling it mends can")
    func spellings() throws {
        for (spelling, code) in UnitSpelling.byText {
            #expect(throws: Never.self, "\(code)") { try Unit(parsing: code) }
            // A few are codes of their own that people also use for something else; those are accepted as what they say.
            _ = UnitSpelling.meant(by: spelling)
        }
        for misleading in UnitSpelling.misleading.keys {
            #expect(throws: UnitError.self) { try Unit(parsing: misleading) }
        }
    }

    @Test("the unit of a difference, a product and a quotient")
    func algebra() throws {
        let celsius = try Unit(parsing: "Cel")
        #expect(try celsius.difference == Unit(parsing: "K"))
        #expect(try Unit(parsing: "[degF]").difference.code == "[degR]")
        #expect(try Unit(parsing: "dB[SPL]").difference == Unit(parsing: "dB"))
        let power = try Unit(parsing: "V") * Unit(parsing: "A")
        #expect(try power == Unit(parsing: "W") && power.code == "V.A")
        let speed = try Unit(parsing: "km/h")
        #expect(try Unit(parsing: "m") / speed == Unit(parsing: "m/(km/h)"))
        #expect((Unit.one * speed).code == "km/h" && speed / speed == .one)
        #expect(try celsius * Unit(parsing: "W") == Unit(parsing: "K.W"))
    }

    @Test("every unit of SenML has a UCUM code that can be read")
    func senML() throws {
        for name in SenMLUnit.names {
            let unit = try #require(SenMLUnit(named: name))
            #expect(throws: Never.self, "\(name)") { try Unit(parsing: unit.code) }
        }
        #expect(SenMLUnit(named: "%RH")?.code == "%" && SenMLUnit(named: "kWh")?.code == "kW.h")
        #expect(SenMLUnit(named: "dBm")?.offset == -30 && SenMLUnit(named: "furlong") == nil)
    }

    @Test("no text crashes the parser")
    func hostile() {
        let pieces = [
            "m", "Cel", "(", ")", "/", ".", "{", "}", "[", "]", "-", "9", "99", "10*", "k", "°", "\u{0}", "dB[", "'",
            "é", "%",
        ]
        var state: UInt64 = 88_172_645_463_325_252
        for _ in 0..<20_000 {
            var text = ""
            for _ in 0..<Int(state % 9) {
                state ^= state << 13
                state ^= state >> 7
                state ^= state << 17
                text += pieces[Int(state % UInt64(pieces.count))]
            }
            state = state &* 6_364_136_223_846_793_005 &+ 1
            do throws(UnitError) {
                let unit = try Unit(parsing: text)
                #expect(unit == unit && unit.conversion(to: unit) == .identity, "\(text)")
            } catch {
                #expect(error.offset <= text.utf8.count)
            }
        }
        for text in [
            String(repeating: "(", count: 60), String(repeating: "m99.", count: 20),
            String(repeating: "m", count: 1000),
        ] {
            #expect(throws: UnitError.self) { try Unit(parsing: text) }
        }
    }
}
