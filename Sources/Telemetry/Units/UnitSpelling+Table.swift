extension UnitSpelling {
    /// Spellings, in the case they are known by or in lower case, by the code to write.
    static let byText: [String: String] = {
        var table: [String: String] = [:]
        for (code, spellings) in byCode {
            for spelling in spellings.split(separator: " ") { table[String(spelling)] = code }
        }
        return table
    }()

    private static let byCode: [(code: String, spellings: String)] = [
        // Temperature
        ("Cel", "°C °c degC degc deg_C C c ºC celsius celcius centigrade degcelsius"),
        ("[degF]", "°F °f degF degf deg_F F f ºF fahrenheit degfahrenheit"),
        ("K", "°K kelvin degK degk"),
        // Ratios and numbers
        ("%", "%RH %rh RH% rh% rH rh pct percent %EL procent %_rh"),
        ("[ppm]", "ppm ppmv"), ("[ppb]", "ppb ppbv"), ("[ppth]", "‰ promille"),
        ("1", "none unitless count counts pcs ratio number"),
        ("[pH]", "pH ph PH"), ("{AQI}", "aqi AQI"), ("{NTU}", "ntu NTU"), ("{beats}/min", "bpm"),
        // Rotation and frequency
        ("{rev}/min", "rpm RPM r/min rev/min U/min u/min"), ("Hz", "hertz cps"), ("kHz", "khz"), ("MHz", "mhz"),
        ("GHz", "ghz"),
        // Pressure
        ("[psi]", "psi psig psia PSI lb/in2 lbf/in2"), ("mbar", "millibar mb"), ("mm[Hg]", "mmHg mmhg torr Torr"),
        ("[in_i'Hg]", "inHg inhg"), ("mm[H2O]", "mmH2O mmh2o mmWC mmwc"), ("cm[H2O]", "cmH2O cmh2o"),
        ("m[H2O]", "mH2O mh2o mWC mwc mCE"), ("[in_i'H2O]", "inH2O inh2o inWC inwc"),
        ("bar", "barg bara bar(g) bar(a)"),
        ("Pa", "pascal"), ("atm", "atmosphere"),
        // Energy, power, electricity
        ("W.h", "Wh wh"), ("kW.h", "kWh kwh KWh KWH kWhr"), ("MW.h", "MWh"), ("GW.h", "GWh"), ("mW.h", "mWh"),
        ("A.h", "Ah ah"), ("mA.h", "mAh mah"), ("kA.h", "kAh"), ("V.A", "VA va"), ("kV.A", "kVA kva"), ("MV.A", "MVA"),
        ("V.A.h", "VAh vah"), ("kV.A.h", "kVAh kvah"), ("V.A{reactive}", "var VAr VAR"),
        ("kV.A{reactive}", "kvar kVAr kVAR"), ("V.A{reactive}.h", "varh VArh"), ("kV.A{reactive}.h", "kvarh kVArh"),
        ("W", "watt watts"), ("kW", "kilowatt kilowatts"), ("V", "volt volts"), ("A", "amp amps ampere amperes"),
        ("mA", "milliamp"), ("Ohm", "ohm ohms"), ("kOhm", "kohm"), ("MOhm", "Mohm"), ("J", "joule joules"),
        ("[HP]", "hp HP bhp"), ("[Btu_IT]", "btu BTU Btu"), ("[Btu_IT]/h", "BTU/h btuh"), ("N.m", "Nm Newtonmeter"),
        ("kN.m", "kNm"), ("[lbf_av].[ft_i]", "lbft ftlb lb-ft ft-lb"),
        // Length, area, volume, mass
        ("m", "meter meters metre metres mtr"), ("cm", "centimeter centimeters"), ("mm", "millimeter millimeters"),
        ("km", "kilometer kilometers"), ("um", "micron microns"), ("[in_i]", "in inch inches \""),
        ("[ft_i]", "ft foot feet"),
        ("[yd_i]", "yd yard yards"), ("[mi_i]", "mi mile miles"), ("[nmi_i]", "nmi NM"), ("[mil_i]", "mil mils thou"),
        ("m2", "sqm qm"), ("[sft_i]", "sqft ft2 sq.ft"), ("[cft_i]", "cuft cf ft3"), ("m3", "cbm cum Nm3 Sm3"),
        ("har", "ha hectare"), ("[acr_us]", "acre acres"), ("L", "liter liters litre litres ltr"), ("mL", "cc ccm ml"),
        ("[gal_us]", "gal gallon gallons"), ("[foz_us]", "floz fl.oz"), ("[bbl_us]", "bbl barrel"), ("[pt_us]", "pint"),
        ("g", "gram grams gramme gr"), ("kg", "kilo kilos kilogram kilograms Kg KG kgs"),
        ("t", "ton tons tonne tonnes"),
        ("[lb_av]", "lb lbs pound pounds"), ("[oz_av]", "oz ounce ounces"), ("[lbf_av]", "lbf"), ("kgf", "kp"),
        // Flow and speed
        ("m3/h", "m3h cmh CMH m3/hr"), ("m3/s", "cumec cms"), ("L/min", "lpm LPM slpm"), ("L/h", "lph LPH"),
        ("L/s", "lps LPS"), ("[cft_i]/min", "cfm CFM scfm"), ("[gal_us]/min", "gpm GPM"), ("[gal_us]/h", "gph GPH"),
        ("km/h", "kmh km/hr kph KPH kmph"), ("[mi_i]/h", "mph MPH"), ("m/s", "mps"), ("[kn_i]", "kn kt kts knot knots"),
        ("[ft_i]/min", "fpm FPM"), ("[ft_i]/s", "fps"), ("[g]", "G grav gee gforce"), ("m[g]", "milli-g"),
        // Time
        ("s", "sec secs second seconds"), ("ms", "msec millisecond milliseconds"),
        ("us", "usec microsecond microseconds"),
        ("min", "mins minute minutes"), ("h", "hr hrs hour hours"), ("d", "day days"), ("wk", "week weeks"),
        ("mo", "month months"), ("a", "year years yr yrs"),
        // Light, sound, angle, data
        ("lx", "lux Lux"), ("lm", "lumen lumens"), ("cd", "candela"), ("dB", "db DB decibel"),
        ("dB[SPL]", "dBA dba dB(A) dbspl dBSPL"), ("dB[W]", "dBW dbw"), ("dB[V]", "dBV"), ("dB[mV]", "dBmV"),
        ("deg", "° degree degrees º"), ("''", "arcsec"), ("By", "byte bytes B"), ("kBy", "kB KB kb"),
        ("MBy", "MB"), ("GBy", "GB"), ("KiBy", "KiB"), ("MiBy", "MiB"), ("GiBy", "GiB"), ("bit", "bits b"),
        ("bit/s", "bps"), ("kbit/s", "kbps"), ("Mbit/s", "Mbps mbps"),
    ]
}
