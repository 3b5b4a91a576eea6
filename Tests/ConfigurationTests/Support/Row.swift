import Testing

/// A row of the catalogue of bad input: what is added to a good file, and what is said about it.
struct Row: Sendable, CustomTestStringConvertible {
    let id: String
    let text: String
    let lines: [String]

    /// - Parameters:
    ///   - text: from line 8 of the device file on.
    ///   - lines: without the file's name.
    init(_ id: String, _ text: String, _ lines: String...) {
        self.id = id
        self.text = text
        self.lines = lines
    }

    var testDescription: String { id }

    func lines(in file: String) -> [String] { lines.map { "\(file):\($0)" } }
}
