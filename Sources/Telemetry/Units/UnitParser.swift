/// Reads UCUM codes: symbols with prefixes and exponents, `.` and `/` from left to right, parentheses, annotations.
struct UnitParser {
    private let code: String
    private let bytes: [UInt8]
    private let table: UnitTable
    private var position = 0
    private var depth = 0

    private static let greatestDepth = 8

    static func parse(_ code: String) throws(UnitError) -> Unit {
        if let misleading = UnitSpelling.misleading[code] {
            throw UnitError(0, "\(shown(code)) is the \(misleading.meaning)", mend: misleading.mend)
        }
        do throws(UnitError) {
            return try parse(code, atoms: UnitAtom.table)
        } catch {
            guard let meant = UnitSpelling.meant(by: code) else { throw error }
            throw UnitError(error.offset, "\(shown(code)) is no UCUM unit", mend: "write \(meant)")
        }
    }

    static func parse(_ code: String, atoms: UnitTable) throws(UnitError) -> Unit {
        guard !code.isEmpty else {
            throw UnitError(0, "the unit is empty", mend: "write 1 for a pure number, or leave the unit out")
        }
        guard code.utf8.count <= Unit.greatestLength else {
            throw UnitError(Unit.greatestLength, "the unit is longer than \(Unit.greatestLength) bytes")
        }
        var parser = UnitParser(code: code, bytes: Array(code.utf8), table: atoms)
        let unit = try parser.term()
        guard parser.position == parser.bytes.count else {
            throw UnitError(parser.position, "\(shown(code)) has a ')' too many", mend: "remove it")
        }
        guard unit.factor.isUsable else { throw UnitError(0, "\(shown(code)) is too large or too small a unit") }
        return unit
    }

    private init(code: String, bytes: [UInt8], table: UnitTable) {
        self.code = code
        self.bytes = bytes
        self.table = table
    }

    /// A part of the text as a message quotes it: short, and without control characters.
    static func shown(_ text: some StringProtocol) -> String {
        let scalars = text.unicodeScalars.prefix(32).map { $0.properties.generalCategory == .control ? "?" : "\($0)" }
        return "'" + scalars.joined() + "'"
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let next, UInt32(next) == character.value else { return false }
        position += 1
        return true
    }

    // MARK: Terms

    /// Components multiplied and divided from left to right; a slash divides by the one component after it.
    private mutating func term() throws(UnitError) -> Unit {
        let start = position
        var divides = take("/")
        let only = try component()
        var unit = divides ? try product(.one, only, divides: true, at: start) : only
        while let separator = next, separator == 0x2E || separator == 0x2F {
            let place = position
            position += 1
            divides = separator == 0x2F
            unit = try product(unit, try component(), divides: divides, at: place)
        }
        return Unit(code: code, dimension: unit.dimension, factor: unit.factor, offset: unit.offset)
    }

    private func product(_ left: Unit, _ right: Unit, divides: Bool, at place: Int) throws(UnitError) -> Unit {
        for unit in [left, right] where unit.isAffine || unit.isLogarithmic {
            let mend = unit.offset != 0 && !unit.isLogarithmic ? "write \(unit.difference.code), its difference" : ""
            throw UnitError(place, "a unit with a zero of its own can't be multiplied or divided", mend: mend)
        }
        return Unit(
            code: code, dimension: left.dimension + right.dimension * (divides ? -1 : 1),
            factor: left.factor * (divides ? right.factor.inverse : right.factor), offset: 0)
    }

    private mutating func component() throws(UnitError) -> Unit {
        let start = position
        if take("(") {
            depth += 1
            defer { depth -= 1 }
            guard depth <= UnitParser.greatestDepth else { throw UnitError(start, "the parentheses nest too deeply") }
            let inner = try term()
            guard take(")") else { throw UnitError(position, "a parenthesis is not closed", mend: "write )") }
            return inner
        }
        if take("{") {
            try annotation()
            return .one
        }
        let unit = try symbol()
        if take("{") { try annotation() }
        return unit
    }

    /// Up to and with the closing brace. What it says means nothing (UCUM section 6).
    private mutating func annotation() throws(UnitError) {
        while let byte = next {
            guard byte > 0x20, byte < 0x7F, byte != 0x7B else { break }
            position += 1
            if byte == 0x7D { return }
        }
        throw UnitError(
            position, "an annotation is not closed, or holds a space or a letter that is not ASCII",
            mend: "write {word}")
    }

    // MARK: Symbols

    private mutating func symbol() throws(UnitError) -> Unit {
        let start = position
        var isBracketed = false
        scan: while let byte = next {
            switch byte {
            case 0x5B: isBracketed = true
            case 0x5D: isBracketed = false
            case 0x2E, 0x2F, 0x28, 0x29, 0x7B, 0x7D: if !isBracketed { break scan }
            default: break
            }
            position += 1
        }
        let text = bytes[start..<position]
        guard !text.isEmpty else {
            throw UnitError(
                start, "a unit is missing in \(UnitParser.shown(code))",
                mend: start == bytes.count ? "remove the last sign" : "")
        }
        if text.allSatisfy(UnitParser.isDigit) {
            guard let number = Int64(String(decoding: text, as: UTF8.self)), number > 0, number <= 1_000_000_000_000
            else {
                throw UnitError(start, "the number in \(UnitParser.shown(code)) is 0 or too large")
            }
            return Unit(code: code, dimension: .none, factor: Factor(Double(number)), offset: 0)
        }
        let (name, power) = UnitParser.split(text)
        guard let power, let atom = table.find(String(decoding: name, as: UTF8.self)) else {
            throw UnitError(
                start, "\(UnitParser.shown(String(decoding: text, as: UTF8.self))) is no UCUM unit",
                mend: "write a code such as Cel, m/s, kW, % or {count}")
        }
        guard power == 1 || (atom.offset == 0 && !atom.dimension.isLogarithmic) else {
            throw UnitError(start, "a unit with a zero of its own has no powers")
        }
        return Unit(
            code: code, dimension: atom.dimension * Int16(power), factor: atom.factor.raised(to: power),
            offset: atom.offset)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    /// The symbol and its exponent; nil for one of 0 or beyond 99.
    private static func split(_ text: ArraySlice<UInt8>) -> (name: ArraySlice<UInt8>, power: Int?) {
        let digits = text.reversed().prefix(while: isDigit).count
        guard digits > 0 else { return (text, 1) }
        var name = text.dropLast(digits)
        guard digits <= 2, var power = Int(String(decoding: text.suffix(digits), as: UTF8.self)), power > 0 else {
            return (name, nil)
        }
        if name.last == 0x2B || name.last == 0x2D {
            if name.last == 0x2D { power = -power }
            name = name.dropLast()
        }
        return (name, power)
    }
}
