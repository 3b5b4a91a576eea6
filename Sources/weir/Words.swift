/// Small words of what is printed.
enum Words {
    /// `1 warning`, `2 warnings`.
    static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
