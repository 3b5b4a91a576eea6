extension Composer {
    /// Reports what libyaml could not read. An invisible character on the lines concerned is named first: it is the
    /// usual reason.
    func report(_ problem: SyntaxProblem) -> Abandoned {
        guard let place = problem.place else { return abandon(problem.words, mend: nil, at: file.start) }
        let mark = cursor.mark(from: place)
        let first = problem.contextPlace.map { cursor.mark(from: $0) } ?? mark
        let start = first.offset <= mark.offset && mark.line - first.line < 4 ? first : mark
        let lineStart = file.lineRange(around: start.offset).lowerBound
        let fromLineStart = Mark(file: file, line: start.line, column: 1, offset: lineStart)
        if reportInvisibleCharacter(from: fromLineStart, to: file.lineRange(around: mark.offset).upperBound) {
            return Abandoned()
        }
        if let tab = indentingTab(fromLine: start, to: mark) {
            return abandon("a tab is used as indentation", mend: "indent with spaces", at: tab)
        }
        let explanation = problem.explanation(character: character(at: mark.offset))
        return abandon(explanation.message, mend: explanation.mend, at: explanation.isAtContext ? first : mark)
    }

    /// A tab among the blanks at the start of one of the lines between two places.
    private func indentingTab(fromLine start: Mark, to end: Mark) -> Mark? {
        let bytes = file.bytes
        var line = start.line
        var offset = file.lineRange(around: start.offset).lowerBound
        while offset <= end.offset, offset < bytes.count {
            let lineStart = offset
            while offset < bytes.count, bytes[offset] == 0x20 { offset += 1 }
            if offset < bytes.count, bytes[offset] == 0x09 {
                return Mark(file: file, line: line, column: offset - lineStart + 1, offset: offset)
            }
            offset = file.lineRange(around: offset).upperBound
            if bytes[min(offset, bytes.count - 1)] == 0x0D { offset += 1 }
            if offset < bytes.count, bytes[offset] == 0x0A { offset += 1 } else if offset >= bytes.count { break }
            line += 1
        }
        return nil
    }

    private func character(at offset: Int) -> Unicode.Scalar? {
        guard offset < file.bytes.count else { return nil }
        let byte = file.bytes[offset]
        if byte < 0x80 { return Unicode.Scalar(byte) }
        return SourceCheck.decode(file.bytes, at: offset).flatMap { Unicode.Scalar($0.value) }
    }
}
