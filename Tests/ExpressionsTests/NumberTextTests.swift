import Foundation
import TestSupport
import Testing

@testable import Expressions

@Suite("Numbers as text")
struct NumberTextTests {
    @Test("fixed and scientific forms agree with the C library for random doubles")
    func exactDecimals() {
        let seed = Trials.seed()
        var random = SeededGenerator(seed)
        for _ in 0..<3_000 {
            let number = Double(bitPattern: random.next())
            guard number.isFinite else { continue }
            let small = Double(Int64.random(in: -1_000_000...1_000_000, using: &random)) / 1_000
            let places = Int.random(in: 0...12, using: &random)
            for value in [number, small] {
                let fixed = String(format: "%.\(places)f", value)
                let scientific = String(format: "%.\(places)e", value)
                #expect(ExactDecimal.fixed(value, places: places) == fixed, "seed \(seed)")
                #expect(ExactDecimal.scientific(value, places: places) == scientific, "seed \(seed)")
            }
        }
    }

    @Test(
        "doubles are written with the fewest digits that read back",
        arguments: [
            (0.0, "0"), (-0.0, "-0"), (1.0, "1"), (81.2, "81.2"), (1e20, "100000000000000000000"), (1e21, "1e+21"),
            (1e22, "1e+22"), (0.000001, "0.000001"), (1e-7, "1e-7"), (-4.5e-3, "-0.0045"),
            (123456789.125, "123456789.125"),
            (.leastNonzeroMagnitude, "5e-324"), (.infinity, "Infinity"),
            (.greatestFiniteMagnitude, "1.7976931348623157e+308"),
        ])
    func shortest(number: Double, text: String) {
        #expect(DoubleText.write(number) == text)
    }

    @Test("written doubles read back the same")
    func roundTrip() {
        let seed = Trials.seed()
        var random = SeededGenerator(seed)
        for _ in 0..<10_000 {
            let number = Double(bitPattern: random.next())
            guard !number.isNaN else { continue }
            #expect(DoubleText.parse(DoubleText.write(number)) == number, "seed \(seed)")
        }
    }
}
