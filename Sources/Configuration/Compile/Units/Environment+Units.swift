public import Expressions
internal import Telemetry

extension Expressions.Environment {
    /// Adds the functions of the field, `convert` with the units of UCUM among them.
    public mutating func useFieldFunctions() {
        includesFieldFunctions = true
        unitConversion = { (from, to) throws(UnitRefusal) in
            let source = try Self.read(from, .first)
            let target = try Self.read(to, .second)
            guard let conversion = source.conversion(to: target) else {
                throw UnitRefusal(
                    .second, "\(source) and \(target) measure different things",
                    mend: "write a unit of what is in \(source)")
            }
            return LinearConversion(
                before: conversion.before, multiplier: conversion.multiplier, divisor: conversion.divisor,
                after: conversion.after)
        }
    }

    private static func read(_ code: String, _ part: UnitRefusal.Part) throws(UnitRefusal) -> Unit {
        do throws(UnitError) {
            return try Unit(parsing: code)
        } catch {
            throw UnitRefusal(part, offset: error.offset, error.message, mend: error.mend)
        }
    }
}
