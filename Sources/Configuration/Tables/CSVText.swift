internal import Documents

/// Comma-separated values (RFC 4180): cells with their places. Spaces around a cell without quotes do not count.
struct CSVText {
    struct Cell {
        let text: String
        let mark: Mark
    }

    struct Mistake: Error {
        let message: String
        let mend: String
        let mark: Mark
    }

    private let file: SourceFile
    private let scalars: [Unicode.Scalar]
    private var place = 0
    private var line = 1
    private var column = 1
    private var offset = 0

    /// Nil where the file is no UTF-8.
    init?(_ file: SourceFile) {
        guard let text = String(validating: file.bytes, as: UTF8.self) else { return nil }
        self.file = file
        scalars = Array(text.unicodeScalars)
        // What spreadsheets put before the text to say that it is UTF-8.
        if scalars.first == "\u{FEFF}" {
            place = 1
            offset = 3
        }
    }

    /// The next row that is not empty; nil at the end.
    mutating func row() throws(Mistake) -> [Cell]? {
        while let scalar = current, scalar == "\r" || scalar == "\n" { advance() }
        guard current != nil else { return nil }
        var cells: [Cell] = []
        while true {
            cells.append(try cell())
            guard current == "," else { return cells }
            advance()
        }
    }

    private mutating func cell() throws(Mistake) -> Cell {
        while current == " " || current == "\t" { advance() }
        let mark = mark
        guard current == "\"" else {
            var text = String.UnicodeScalarView()
            while let scalar = current, scalar != ",", scalar != "\r", scalar != "\n" {
                text.append(scalar)
                advance()
            }
            while let last = text.last, last == " " || last == "\t" { text.removeLast() }
            return Cell(text: String(text), mark: mark)
        }
        let text = try quoted(from: mark)
        while current == " " || current == "\t" { advance() }
        guard current == nil || current == "," || current == "\r" || current == "\n" else {
            throw Mistake(
                message: "something follows the quoted cell", mend: "write a quote inside of quotes twice",
                mark: self.mark)
        }
        return Cell(text: text, mark: mark)
    }

    private mutating func quoted(from mark: Mark) throws(Mistake) -> String {
        advance()
        var text = String.UnicodeScalarView()
        while let scalar = current {
            advance()
            if scalar == "\"" {
                guard current == "\"" else { return String(text) }
                advance()
            }
            text.append(scalar)
        }
        throw Mistake(message: "the quoted cell does not end", mend: "write a quote at its end", mark: mark)
    }

    private var current: Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }
    private var mark: Mark { Mark(file: file, line: line, column: column, offset: offset) }

    private mutating func advance() {
        let scalar = scalars[place]
        place += 1
        offset += UTF8.width(scalar)
        // A line ends with a line feed, or with a carriage return that none follows.
        if scalar == "\n" || scalar == "\r" && current != "\n" {
            line += 1
            column = 1
        } else {
            column += 1
        }
    }
}
