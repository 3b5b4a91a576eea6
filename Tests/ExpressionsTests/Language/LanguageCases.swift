/// What CEL's language definition says, case by case; the texts are in the files beside this one.
enum LanguageCases {
    static func lines(_ text: String) -> [String] {
        text.split(separator: "\n").map { String($0.drop { $0 == " " }) }
    }
}
