/// What a look at the board found: the chips that answered, and what kept the others from it.
public struct ChipSurvey: Sendable {
    public var chips: [Chip]
    public var problems: [GPIOError]

    public init(chips: [Chip], problems: [GPIOError]) {
        self.chips = chips
        self.problems = problems
    }
}
