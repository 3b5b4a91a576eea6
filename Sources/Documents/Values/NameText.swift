/// Names of gateways, devices, uplinks and the like: 1 to 64 of `A-Z a-z 0-9 . _ -`.
///
/// Such a name is safe in a topic, a file name, a log line and a URL, and no two of them look alike.
public enum NameText {
    public static let greatestLength = 64

    /// The rule as a regular expression of JSON Schema, without anchors.
    static let pattern = #"(?!\.{1,2}$)[A-Za-z0-9._-]{1,\#(greatestLength)}"#

    public static func check(_ text: String) throws(ValueProblem) {
        let rule = "write 1 to \(greatestLength) of A-Z a-z 0-9 . _ -"
        if text.isEmpty { throw ValueProblem("the name is empty", mend: rule) }
        for (place, scalar) in text.unicodeScalars.enumerated() where !isAllowed(scalar) {
            let character =
                scalar.value < 0x7F && scalar.value > 0x20
                ? ShownText.quoted(String(scalar)) : ShownText.codePoint(scalar.value)
            throw ValueProblem(
                "the name \(ShownText.quoted(text)) holds \(character)", mend: rule, textOffset: place)
        }
        guard text.utf8.count <= greatestLength else {
            throw ValueProblem("the name \(ShownText.quoted(text)) has \(text.utf8.count) characters", mend: rule)
        }
        if text == "." || text == ".." {
            throw ValueProblem("\(ShownText.quoted(text)) means a directory, not a name", mend: rule)
        }
    }

    /// As ``check(_:)``, without showing the text: somebody may have put the secret itself where its name belongs.
    static func checkSecret(_ name: String) throws(ValueProblem) {
        do {
            try check(name)
        } catch {
            throw ValueProblem(
                "'!secret' is not followed by the name of a secret", mend: "write '!secret name' (A-Z a-z 0-9 . _ -)")
        }
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", ".", "_", "-": true
        default: false
        }
    }
}
