extension Diagnostics {
    /// For people: one line a mistake, and below it the source line with a caret. Empty when nothing was found.
    public func text(showingSource: Bool = true) -> String {
        var lines: [String] = []
        for diagnostic in sorted {
            lines.append(diagnostic.description)
            if showingSource { lines += SourceExcerpt.lines(for: diagnostic.mark, hiding: hiddenMarks) }
        }
        if omittedCount > 0 { lines.append("and \(omittedCount) more") }
        return lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n"
    }

    /// For programs: one JSON object a line with `file`, `line`, `column`, `severity`, `message` and, where there is
    /// one, `mend`.
    public func jsonLines() -> String {
        var text = ""
        for diagnostic in sorted {
            text += "{\"file\":" + JSONText.quoted(diagnostic.mark.file.path)
            text += ",\"line\":\(diagnostic.mark.line),\"column\":\(diagnostic.mark.column)"
            text += ",\"severity\":\"\(diagnostic.severity.rawValue)\""
            text += ",\"message\":" + JSONText.quoted(diagnostic.message)
            if let mend = diagnostic.mend { text += ",\"mend\":" + JSONText.quoted(mend) }
            text += "}\n"
        }
        return text
    }
}
