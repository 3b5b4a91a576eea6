/// What people write instead of UCUM codes. None of it is accepted; it is understood well enough to say what to write.
enum UnitSpelling {
    /// Codes that mean something else than nearly everybody who writes them alone means.
    static let misleading: [String: (meaning: String, mend: String)] = [
        "C": ("coulomb", "write Cel for degrees Celsius, or A.s for a charge"),
        "F": ("farad", "write [degF] for degrees Fahrenheit, or A.s/V for a capacitance"),
        "B": ("bel", "write By for bytes, or dB for a level"),
    ]

    /// The code for what was probably meant; nil when nothing is known.
    static func meant(by text: String) -> String? {
        guard text.utf8.count <= Unit.greatestLength else { return nil }
        if let code = whole(text) { return code }
        let plain = normalised(text)
        if let code = whole(plain) ?? readable(plain) { return code }
        // Part by part, so that `kWh/day` and `l/hr` are understood too.
        var result = ""
        var part = ""
        for character in plain + "." {
            guard character == "." || character == "/" else {
                part.append(character)
                continue
            }
            guard let code = meantPart(part) else { return nil }
            let needsParentheses = result.last == "/" && code.contains { $0 == "." || $0 == "/" }
            result += needsParentheses ? "(\(code))" : code
            result.append(character)
            part = ""
        }
        return readable(String(result.dropLast()))
    }

    private static func whole(_ text: String) -> String? {
        byText[text] ?? byText[text.lowercased()]
    }

    private static func readable(_ text: String) -> String? {
        do throws(UnitError) {
            _ = try UnitParser.parse(text, atoms: UnitAtom.table)
            return text
        } catch {
            return nil
        }
    }

    private static func meantPart(_ part: String) -> String? {
        if part.isEmpty { return "" }
        let digits = part.reversed().prefix { $0.isASCII && $0.isNumber }.count
        let (name, power) = (String(part.dropLast(digits)), part.suffix(digits))
        if name.isEmpty { return part }
        if readable(name) != nil { return part }
        if let code = whole(name) {
            return power.isEmpty ? code : readable(code + power).map { _ in code + power }
        }
        return otherCase(name).map { $0 + power }
    }

    /// `kpa` for `kPa`, `MBAR` for `mbar`: the first of the usual units that differs in case only.
    private static func otherCase(_ name: String) -> String? {
        let wanted = name.lowercased()
        for atom in [
            "Pa", "bar", "W", "V", "A", "Hz", "J", "N", "m", "g", "s", "L", "t", "lx", "lm", "K", "Cel", "Ohm",
        ] {
            for prefix in ["", "k", "m", "M", "h", "u", "G", "d", "c", "n"] where (prefix + atom).lowercased() == wanted
            {
                return prefix + atom
            }
        }
        return ["min", "h", "d", "wk", "mo", "a", "deg", "rad", "mol"].first { $0 == wanted }
    }

    /// The text in UCUM's letters: no spaces, superscripts, middle dots or Greek.
    private static func normalised(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case " ", "\u{A0}", "^": break
            case "µ", "μ": result += "u"
            case "Ω", "\u{2126}": result += "Ohm"
            case "·", "⋅", "*", "×": result += "."
            case "²": result += "2"
            case "³": result += "3"
            case "⁻", "−": result += "-"
            case "¹": result += "1"
            case "℃": result += "Cel"
            case "℉": result += "[degF]"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
