/// Makes a pattern's steps into nodes and ways.
struct PatternCompiler {
    /// A step with its place in the pattern.
    struct Element {
        var step: PatternStep
        var parent: Int?
        var position: Int
        var children: [Int] = []
        var leaf: Int?
        var loop: Int?
        /// Loops of the element and of all below it.
        var loops = 0..<0
        /// Where a group with `every` keeps the number of captures before it, counted from the end of the loops.
        var mark: Int?
        /// A `not` is no place of its own.
        var isForbidden = false
        var until: [Int] = []
        /// May be left out.
        var isNullable = false
    }

    /// What a way collects between the step that is complete and the one it leads to.
    struct Trail {
        var passes: [PatternProgram.Pass] = []
        var marks: [Int] = []
        var forbidden: [Int] = []
        var forbiddenNext: [Int] = []
        /// Those after which no step was left out: at the pattern's end only they count.
        var trailing: [Int] = []
        var trailingNext: [Int] = []
        var yieldsTo: UInt64 = 0
    }

    private(set) var program = PatternProgram()
    private var elements: [Element] = []
    private var loopCount = 0
    private var markCount = 0
    private var restartNodes: [(element: Int, node: Int)] = []
    private var firstWay = 0
    private let hasWithin: Bool

    static func program(of settings: PatternSettings) throws(PatternError) -> PatternProgram {
        try PatternCheck.check(settings)
        var compiler = PatternCompiler(hasWithin: settings.withinMilliseconds != nil)
        try compiler.compile(settings)
        return compiler.program
    }

    private init(hasWithin: Bool) {
        self.hasWithin = hasWithin
    }

    private mutating func compile(_ settings: PatternSettings) throws(PatternError) {
        let root = add(PatternStep(.group(settings.steps)), parent: nil, position: 0, until: [])
        program.loopCount = loopCount
        program.countsLength = loopCount + markCount
        for condition in settings.capturing {
            while program.isCapturing.count <= condition { program.isCapturing.append(false) }
            program.isCapturing[condition] = true
        }
        let groups = elements.indices.filter { elements[$0].mark != nil }
        restartNodes = groups.enumerated().map { ($1, 1 + program.leaves.count + $0) }

        try node { (compiler) throws(PatternError) in
            _ = try compiler.enter(root, .relaxed, Trail(), isRepeat: false)
        }
        for index in elements.indices where elements[index].leaf != nil {
            try node { (compiler) throws(PatternError) in try compiler.follow(index, Trail()) }
        }
        for group in groups {
            let contiguity = isFirst(group) ? .relaxed : elements[group].step.contiguity
            try node { (compiler) throws(PatternError) in
                _ = try compiler.enter(group, contiguity, Trail(), isRepeat: false)
            }
            program.nodes[program.nodes.count - 1].isLeading = isFirst(group)
        }
        arm(settings)
    }

    /// The start's ways: an event that begins nothing never closes one.
    private mutating func arm(_ settings: PatternSettings) {
        program.nodes[0].isLeading = true
        let ways = program.nodes[0].ways
        var beginsWithEvents = true
        for way in ways {
            guard case .event = program.leaves[program.ways[way].target] else { beginsWithEvents = false; continue }
        }
        let arming = settings.arming ?? (beginsWithEvents ? .always : .whenIdle)
        program.arming = arming
        for way in ways { program.ways[way].contiguity = arming == .always ? .any : .relaxed }
        program.hasPlainStart = beginsWithEvents && arming == .always
        let hasAbsence = program.leaves.contains { if case .absence = $0 { true } else { false } }
        let hasTimedOperand = program.operands.contains { if case .absence = $0 { true } else { false } }
        program.hasDeadlines = hasWithin || hasAbsence || hasTimedOperand
        if settings.arming == nil, arming == .whenIdle { program.silences = silences }
    }

    private var silences: [Int] {
        let leaves = program.leaves.compactMap { if case .absence(let condition, _, _) = $0 { condition } else { nil } }
        let operands = program.operands.compactMap {
            if case .absence(let condition, _) = $0 { condition } else { nil }
        }
        return Set(leaves + operands).sorted()
    }

    private mutating func node(_ ways: (inout PatternCompiler) throws(PatternError) -> Void) throws(PatternError) {
        program.nodes.append(PatternProgram.Node())
        firstWay = program.ways.count
        try ways(&self)
        program.nodes[program.nodes.count - 1].ways = firstWay..<program.ways.count
    }

    // MARK: Elements

    private mutating func add(_ step: PatternStep, parent: Int?, position: Int, until: [Int]) -> Int {
        let index = elements.count
        elements.append(Element(step: step, parent: parent, position: position))
        elements[index].until = until + (step.until.map { [$0] } ?? [])
        let firstLoop = loopCount
        if step.times != .once {
            elements[index].loop = loopCount
            loopCount += 1
        }
        var isNullable = step.isOptional
        switch step.kind {
        case .event(let condition, let name): addLeaf(.event(condition: condition, name: name), to: index)
        case .absence(let condition, let milliseconds, let restarts):
            addLeaf(.absence(condition: condition, milliseconds: milliseconds, restarts: restarts), to: index)
        case .all(let operands): addLogical(operands, isAll: true, to: index)
        case .either(let operands): addLogical(operands, isAll: false, to: index)
        case .forbidden:
            elements[index].isForbidden = true
            isNullable = true
        case .group(let steps):
            if step.every {
                elements[index].mark = markCount
                markCount += 1
            }
            var areNullable = true
            for (position, child) in steps.enumerated() {
                let child = add(child, parent: index, position: position, until: elements[index].until)
                elements[index].children.append(child)
                areNullable = areNullable && elements[child].isNullable
            }
            isNullable = isNullable || areNullable
        }
        elements[index].isNullable = isNullable
        elements[index].loops = firstLoop..<loopCount
        return index
    }

    private mutating func addLeaf(_ leaf: PatternProgram.Leaf, to element: Int) {
        elements[element].leaf = program.leaves.count
        program.leaves.append(leaf)
    }

    private mutating func addLogical(_ operands: [PatternStep.Operand], isAll: Bool, to element: Int) {
        let first = program.operands.count
        program.operands += operands
        addLeaf(.logical(first..<program.operands.count, isAll: isAll), to: element)
    }

    private func isFirst(_ element: Int) -> Bool {
        guard let parent = elements[element].parent else { return true }
        return elements[element].position == 0 && isFirst(parent)
    }

    // MARK: Ways

    /// What may come when `element` is complete.
    private mutating func follow(_ element: Int, _ trail: Trail) throws(PatternError) {
        var trail = trail
        let step = elements[element].step
        if let loop = elements[element].loop {
            let saturation = step.times.maximum ?? step.times.minimum
            if step.times.maximum ?? .max > 1 {
                var again = trail
                again.passes.append(
                    .init(loop: loop, repeats: true, limit: step.times.maximum ?? .max, saturation: saturation))
                let bits = try enter(element, step.repeating, again, isRepeat: true)
                if step.isGreedy { trail.yieldsTo |= bits }
            }
            trail.passes.append(
                .init(loop: loop, repeats: false, limit: step.times.minimum, saturation: saturation))
        }
        if let mark = elements[element].mark, let restart = restartNodes.first(where: { $0.element == element }) {
            program.nodes[program.nodes.count - 1].completions.append(
                .init(
                    passes: keep(trail.passes), node: restart.node, mark: loopCount + mark,
                    loops: elements[element].loops))
        }
        guard let parent = elements[element].parent else {
            try end(trail)
            return
        }
        for child in elements[parent].children[(elements[element].position + 1)...] {
            if elements[child].isForbidden {
                pass(child, &trail)
                continue
            }
            let bits = try enter(child, elements[child].step.contiguity, trail, isRepeat: false)
            guard elements[child].isNullable else { return }
            if elements[child].step.isGreedy { trail.yieldsTo |= bits }
            trail.trailing = []
            trail.trailingNext = []
        }
        try follow(parent, trail)
    }

    /// Adds the ways that lead into `element`.
    /// - Returns: their bits.
    private mutating func enter(
        _ element: Int, _ contiguity: PatternStep.Contiguity, _ trail: Trail, isRepeat: Bool
    ) throws(PatternError) -> UInt64 {
        if let leaf = elements[element].leaf {
            let every = elements[element].step.every && !isRepeat
            return try way(to: leaf, contiguity, trail, until: elements[element].until, every: every)
        }
        var trail = trail
        if let mark = elements[element].mark { trail.marks.append(loopCount + mark) }
        var bits: UInt64 = 0
        for (position, child) in elements[element].children.enumerated() {
            if elements[child].isForbidden {
                pass(child, &trail)
                continue
            }
            let contiguity = position == 0 ? contiguity : elements[child].step.contiguity
            let entered = try enter(child, contiguity, trail, isRepeat: false)
            bits |= entered
            guard elements[child].isNullable else { break }
            if elements[child].step.isGreedy { trail.yieldsTo |= entered }
        }
        return bits
    }

    private func pass(_ element: Int, _ trail: inout Trail) {
        guard case .forbidden(let condition, let directly) = elements[element].step.kind else { return }
        if directly {
            trail.forbiddenNext.append(condition)
            trail.trailingNext.append(condition)
        } else {
            trail.forbidden.append(condition)
            trail.trailing.append(condition)
        }
    }

    private mutating func end(_ trail: Trail) throws(PatternError) {
        if trail.trailing.isEmpty, trail.trailingNext.isEmpty {
            program.nodes[program.nodes.count - 1].ends.append(keep(trail.passes))
            return
        }
        guard trail.trailing.isEmpty || hasWithin else { throw .endNeedsWithin }
        var trail = trail
        trail.forbidden = trail.trailing
        trail.forbiddenNext = trail.trailingNext
        _ = try way(to: -1, .any, trail, until: [], every: false)
    }

    private mutating func way(
        to target: Int, _ contiguity: PatternStep.Contiguity, _ trail: Trail, until: [Int], every: Bool
    ) throws(PatternError) -> UInt64 {
        let position = program.ways.count - firstWay
        guard position < 64 else { throw .tooLarge }
        let marks = program.marks.count
        program.marks += trail.marks
        program.ways.append(
            .init(
                target: target, contiguity: contiguity, passes: keep(trail.passes), marks: marks..<program.marks.count,
                forbidden: keep(trail.forbidden), forbiddenNext: keep(trail.forbiddenNext), until: keep(until),
                yieldsTo: trail.yieldsTo, every: every))
        return 1 << UInt64(position)
    }

    private mutating func keep(_ passes: [PatternProgram.Pass]) -> Range<Int> {
        let first = program.passes.count
        program.passes += passes
        return first..<program.passes.count
    }

    private mutating func keep(_ conditions: [Int]) -> Range<Int> {
        let first = program.conditions.count
        program.conditions += conditions
        return first..<program.conditions.count
    }
}
