internal import Glibc

/// Finds the one line that a chip's and a line's name mean, or says why there is not exactly one.
enum LineSearch {
    static func find(chip: ChipName, line: LineName) throws(GPIOError) -> LinePlace {
        try find(chip: chip, line: line, in: survey(for: chip))
    }

    private static func survey(for chip: ChipName) -> ChipSurvey {
        if case .path(let path) = chip { return Chips.survey(of: [ChipNodes.Node(path: path, aliases: [])]) }
        return Chips.list()
    }

    /// Chips of one label may share the work: what counts is that exactly one line among them fits.
    static func find(chip: ChipName, line: LineName, in survey: ChipSurvey) throws(GPIOError) -> LinePlace {
        let candidates = try chips(named: chip, in: survey)
        let places = candidates.flatMap { candidate in
            candidate.lines.filter { fits($0, line) }.map { candidate.place(of: $0) }
        }
        guard let place = places.first else {
            // Over all chips, the one that could not be opened may have it.
            if case .any = chip, let problem = survey.problems.first { throw problem }
            throw .lineMissing(line, chip: chip, candidates: candidates)
        }
        guard places.count == 1 else { throw .lineAmbiguous(line, places: places) }
        return place
    }

    private static func chips(named name: ChipName, in survey: ChipSurvey) throws(GPIOError) -> [Chip] {
        let candidates = survey.chips.filter { chip in
            if case .label(let label) = name { chip.label == label } else { true }
        }
        if !candidates.isEmpty { return candidates }
        // A chip that could not be opened may be the one that is meant, and what keeps it closed is then the answer.
        if let problem = survey.problems.first { throw problem }
        throw .chipMissing(name, found: survey.chips.map(\.label))
    }

    private static func fits(_ line: Chip.Line, _ name: LineName) -> Bool {
        switch name {
        case .name(let name): line.name == name
        case .offset(let offset): line.offset == offset
        }
    }
}
