/// A unit of SenML (RFC 8428 section 12.1 and RFC 8798 section 3) as a UCUM unit.
public struct SenMLUnit: Sendable {
    /// As the record's `u` spells it, such as `%RH` or `kWh`.
    public let name: String
    /// The UCUM code.
    public let code: String
    /// What is added to a number to make it one in `code`: -30 for `dBm`, which UCUM counts in `dB[W]`; else 0.
    public let offset: Double

    /// The unit a SenML record names; nil for one that is not registered.
    public init?(named name: String) {
        guard let code = SenMLUnit.codes[name] ?? SenMLUnit.sameInBoth[name] else { return nil }
        self.name = name
        self.code = code
        offset = name == "dBm" ? -30 : 0
    }

    /// All names that are known, sorted.
    public static var names: [String] { (Array(codes.keys) + Array(sameInBoth.keys)).sorted() }

    private static let sameInBoth: [String: String] = {
        let names = """
            m kg g s A K cd mol Hz rad sr N Pa J W V Ohm S Wb T H Cel lm lx Bq Gy Sv kat m2 m3 l m/s m/s2 m3/s l/s W/m2 \
            cd/m2 bit bit/s dB % 1/s 1/min S/m kg/m3 deg J/m ms min h MHz kW Mbit/s mV mA ug/m3 mm/h m/h hPa mm cm km km/h
            """
        return Dictionary(uniqueKeysWithValues: names.split(separator: " ").map { (String($0), String($0)) })
    }()

    private static let codes = [
        "C": "A.s", "F": "A.s/V", "lat": "deg", "lon": "deg", "pH": "[pH]", "dBW": "dB[W]", "dBm": "dB[W]",
        "Bspl": "B[SPL]",
        "count": "1", "/": "1", "%RH": "%", "%EL": "%", "EL": "s", "beat/min": "{beats}/min", "beats": "{beats}",
        "B": "By", "VA": "V.A", "VAs": "V.A.s", "var": "V.A{reactive}", "vars": "V.A{reactive}.s", "kVA": "kV.A",
        "kvar": "kV.A{reactive}", "Ah": "A.h", "Wh": "W.h", "kWh": "kW.h", "varh": "V.A{reactive}.h",
        "kvarh": "kV.A{reactive}.h", "kVAh": "kV.A.h", "Wh/km": "W.h/km", "KiB": "KiBy", "GB": "GBy", "B/s": "By/s",
        "MB/s": "MBy/s", "ppm": "[ppm]", "/100": "%", "/1000": "[ppth]", "NTU": "{NTU}",
    ]
}
