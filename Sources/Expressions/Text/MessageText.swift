/// Text of the user's as a message repeats it.
enum MessageText {
    private static let longest = 60

    /// In quotes, cut when it is long.
    static func quoted(_ text: String) -> String {
        text.unicodeScalars.count <= longest
            ? "'\(text)'" : "'" + StringExtension.string(text.unicodeScalars.prefix(longest)) + "...'"
    }
}
