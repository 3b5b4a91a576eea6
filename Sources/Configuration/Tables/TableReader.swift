internal import Documents
internal import Engine
internal import Telemetry

/// Reads the lookup tables that files name, each once.
final class TableReader {
    /// More rows or columns are no table for people.
    static let mostRows = 65_536
    static let mostColumns = 256

    private let files: CompanionFiles
    private let diagnostics: Diagnostics
    /// What the engine gets.
    private(set) var plans: [TablePlan] = []
    /// By the plans' names; nil after an error was reported.
    private var places: [String: Int?] = [:]

    init(_ files: CompanionFiles) {
        self.files = files
        diagnostics = files.diagnostics
    }

    /// The index of a table's plan; nil after an error was reported.
    func table(_ section: TableSection) -> Int? {
        guard let csv = section.csv, let key = section.key else { return nil }
        let name = "\(files.path(of: csv)) by \(key)"
        if let known = places[name] { return known }
        let file = files.file(csv, atMost: Int(section.maximumBytes))
        let content = file.flatMap { read($0, key: key, askedAt: section.keyMark) }
        var index: Int?
        if let content {
            index = plans.count
            plans.append(TablePlan(name: name, content: content))
        }
        places[name] = .some(index)
        return index
    }

    // MARK: One file

    private func read(_ file: SourceFile, key: String, askedAt mark: Mark) -> TableContent? {
        let errorCount = diagnostics.errorCount
        guard var text = CSVText(file) else {
            diagnostics.error("the file is not UTF-8", mend: "save it as UTF-8", at: file.start)
            return nil
        }
        do throws(CSVText.Mistake) {
            guard let header = try text.row() else {
                diagnostics.error(
                    "the table is empty", mend: "write a line with the names of the columns", at: file.start)
                return nil
            }
            guard let place = check(header, key: key, askedAt: mark) else { return nil }
            var rows: [[CSVText.Cell]] = []
            while let row = try text.row() {
                guard rows.count < Self.mostRows else {
                    diagnostics.error("the table has more than \(Self.mostRows) rows", at: row[0].mark)
                    return nil
                }
                rows.append(row)
            }
            checkRows(rows, header, key: place)
            guard diagnostics.errorCount == errorCount else { return nil }
            return content(rows, header, key: place)
        } catch {
            diagnostics.error(error.message, mend: error.mend, at: error.mark)
            return nil
        }
    }

    /// The key's column; nil after an error was reported.
    private func check(_ header: [CSVText.Cell], key: String, askedAt mark: Mark) -> Int? {
        guard header.count <= Self.mostColumns else {
            diagnostics.error("the table has more than \(Self.mostColumns) columns", at: header[0].mark)
            return nil
        }
        if header.count == 1, header[0].text.contains(";") {
            diagnostics.error("the columns are separated by ';'", mend: "write ','", at: header[0].mark)
            return nil
        }
        for (index, cell) in header.enumerated() {
            if cell.text.isEmpty {
                diagnostics.error("a column has no name", mend: "write one into the first line", at: cell.mark)
            } else if header[..<index].contains(where: { $0.text == cell.text }) {
                diagnostics.error("the column '\(cell.text)' is there twice", mend: "rename one", at: cell.mark)
            }
        }
        guard let place = header.firstIndex(where: { $0.text == key }) else {
            let nearest = NearestName.nearest(to: key, among: header.map(\.text))
            diagnostics.error(
                "the table has no column '\(key)'",
                mend: nearest.map { "write '\($0)'" }
                    ?? "write one of \(header.map(\.text).prefix(8).joined(separator: ", "))",
                at: mark)
            return nil
        }
        return place
    }

    private func checkRows(_ rows: [[CSVText.Cell]], _ header: [CSVText.Cell], key: Int) {
        var known: [String: Int] = [:]
        for row in rows {
            guard row.count == header.count else {
                diagnostics.error(
                    "the row has \(row.count) cells, and the first line \(header.count)",
                    mend: "write a comma between two cells, and quotes around a cell with a comma in it",
                    at: row[0].mark)
                continue
            }
            let cell = row[key]
            if cell.text.isEmpty {
                diagnostics.error(
                    "the row has no '\(header[key].text)'", mend: "name it, or remove the row", at: cell.mark)
            } else if let earlier = known.updateValue(cell.mark.line, forKey: cell.text) {
                diagnostics.error(
                    "there is a row '\(cell.text)' already (line \(earlier))", mend: "remove one", at: cell.mark)
            }
        }
    }

    private func content(_ rows: [[CSVText.Cell]], _ header: [CSVText.Cell], key: Int) -> TableContent {
        TableContent(
            keys: rows.map { $0[key].text },
            columns: header.indices.filter { $0 != key }.map { place in
                column(header[place].text, rows.map { $0[place] })
            })
    }

    private func column(_ name: String, _ cells: [CSVText.Cell]) -> TableContent.Column {
        let written = cells.filter { !$0.text.isEmpty }
        let numbers = cells.map { Self.number($0.text) }
        let numberCount = numbers.count { $0 != nil }
        if numberCount == written.count, !written.isEmpty {
            return TableContent.Column(name: name, type: .number, cells: numbers.map { $0.map { .number($0) } })
        }
        if !written.isEmpty, written.allSatisfy({ $0.text == "true" || $0.text == "false" }) {
            return TableContent.Column(
                name: name, type: .flag, cells: cells.map { $0.text.isEmpty ? nil : .flag($0.text == "true") })
        }
        if numberCount > 0, let other = written.first(where: { Self.number($0.text) == nil }) {
            diagnostics.warning(
                "the column '\(name)' has numbers, and '\(other.text.prefix(40))' here: all of it is text",
                mend: "leave the cell empty where there is no value", at: other.mark)
        }
        return TableContent.Column(
            name: name, type: .text, cells: cells.map { $0.text.isEmpty ? nil : .text($0.text) })
    }

    /// A decimal number as spreadsheets write them.
    private static func number(_ text: String) -> Double? {
        let allowed = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "+-.eE".utf8.contains(byte)
        }
        guard allowed, let number = Double(text), number.isFinite else { return nil }
        return number
    }
}
