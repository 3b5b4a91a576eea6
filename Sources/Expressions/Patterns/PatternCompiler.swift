/// Turns a parsed pattern into instructions (Thompson's construction).
struct PatternCompiler {
    private static let largestProgram = 5_000
    private static let mostSteps = 50_000

    private(set) var instructions: [Pattern.Instruction] = []
    /// Counts nodes too, as a repeated nothing makes no instructions.
    private var steps = 0

    mutating func compile(_ node: PatternNode) throws(PatternError) {
        steps += 1
        guard steps <= PatternCompiler.mostSteps, instructions.count < PatternCompiler.largestProgram else {
            throw .tooLarge
        }
        switch node {
        case .empty: break
        case .take(let set): instructions.append(.take(set))
        case .assert(let assertion): instructions.append(.assert(assertion))
        case .sequence(let nodes): for node in nodes { try compile(node) }
        case .alternatives(let nodes): try compileAlternatives(nodes)
        case .repeated(let node, let least, let most): try compileRepeated(node, least, most)
        }
    }

    private mutating func compileAlternatives(_ nodes: [PatternNode]) throws(PatternError) {
        var exits: [Int] = []
        for node in nodes.dropLast() {
            let split = reserve()
            try compile(node)
            exits.append(reserve())
            instructions[split] = .split(split + 1, instructions.count)
        }
        if let last = nodes.last { try compile(last) }
        for exit in exits { instructions[exit] = .jump(instructions.count) }
    }

    private mutating func compileRepeated(_ node: PatternNode, _ least: Int, _ most: Int?) throws(PatternError) {
        for _ in 0..<least { try compile(node) }
        guard let most else {
            let split = reserve()
            try compile(node)
            instructions.append(.jump(split))
            instructions[split] = .split(split + 1, instructions.count)
            return
        }
        var splits: [Int] = []
        for _ in least..<most {
            splits.append(reserve())
            try compile(node)
        }
        for split in splits { instructions[split] = .split(split + 1, instructions.count) }
    }

    /// Keeps a place for an instruction whose target is not known yet.
    private mutating func reserve() -> Int {
        instructions.append(.found)
        return instructions.count - 1
    }
}
