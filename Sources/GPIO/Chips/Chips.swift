/// The GPIO chips of this board.
public enum Chips {
    /// All chips and lines, in the order of their nodes' names, each chip once however many nodes lead to it.
    /// A chip that can't be read is one of the survey's problems and hides no other chip.
    ///
    /// - Parameters:
    ///   - directory: where the nodes `gpiochip*` are.
    public static func list(in directory: String = "/dev") -> ChipSurvey {
        survey(of: ChipNodes.all(in: directory))
    }

    static func survey(of nodes: [ChipNodes.Node]) -> ChipSurvey {
        var survey = ChipSurvey(chips: [], problems: [])
        for node in nodes {
            do throws(GPIOError) {
                survey.chips.append(try KernelChip.read(path: node.path, aliases: node.aliases))
            } catch {
                survey.problems.append(error)
            }
        }
        return survey
    }
}
