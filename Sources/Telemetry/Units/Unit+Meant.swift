extension Unit {
    /// The unit that is meant by a spelling which is no UCUM code, such as `°C`, `kWh` or `µg/m³`; nil when nothing is
    /// known. For what devices say of themselves: people are asked to write the code.
    public static func meant(by text: String) -> Unit? {
        guard let code = UnitSpelling.meant(by: text) else { return nil }
        do throws(UnitError) {
            return try Unit(parsing: code)
        } catch {
            return nil
        }
    }
}
