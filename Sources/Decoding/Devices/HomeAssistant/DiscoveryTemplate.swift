/// A value template, as far as it only says where a value is: `{{ value }}`, `{{ value_json.a['b'][0] }}`, with filters
/// that leave the value as it is. Templates are programs; any other is left to a person.
enum DiscoveryTemplate {
    /// The payload itself, bare.
    case whole
    /// A place in a JSON payload.
    case path(FieldPath)

    private static let harmlessFilters: [String] = ["float", "float(0)", "is_defined", "trim", "string"]

    /// Nil where the template does more.
    init?(_ text: String) {
        var text = DiscoveryTemplate.trimmed(Substring(text))
        guard text.hasPrefix("{{"), text.hasSuffix("}}"), text.utf8.count >= 4 else { return nil }
        text = DiscoveryTemplate.trimmed(text.dropFirst(2).dropLast(2))
        let parts = text.split(separator: "|", omittingEmptySubsequences: false).map { DiscoveryTemplate.trimmed($0) }
        guard let place = parts.first,
            parts.dropFirst().allSatisfy({ DiscoveryTemplate.harmlessFilters.contains(String($0)) })
        else { return nil }
        if place == "value" {
            self = .whole
            return
        }
        let name = "value_json"
        guard place.hasPrefix(name) else { return nil }
        // Jinja takes either quote; a path takes one.
        let path = "$" + place.dropFirst(name.count).map { $0 == "'" ? "\"" : $0 }
        do throws(FieldPathError) {
            let path = try FieldPath(path)
            // `value_json.a b` and calls are no names.
            guard place.utf8.allSatisfy({ $0 != UInt8(ascii: "(") && $0 != UInt8(ascii: "{") }) else { return nil }
            self = .path(path)
        } catch {
            return nil
        }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return text
    }
}
