internal import Documents
internal import Engine
internal import Expressions
internal import Telemetry

/// What an expression says of time and of others becomes a variable: a call that remembers gets an operator and a slot
/// for what it gives, a name of another device gets a slot that follows the other's.
extension TemplateCompiler {
    /// Nil after errors were reported.
    func resolve(_ written: Written) -> Expression? {
        for problem in UnitChecker.check(written.expression, unitOfName: unit(of:)) {
            expressions.report(problem, in: written.text)
        }
        for problem in ConstantChecker(constants).problems(in: written.expression) {
            expressions.report(problem, in: written.text)
        }
        do throws(Unresolved) {
            return try resolve(written.expression, in: written)
        } catch {
            if let problem = error.problem { expressions.report(problem, in: written.text) }
            return nil
        }
    }

    /// The unit of a signal, where the file says a right one.
    private func unit(of name: String) -> Telemetry.Unit? {
        guard let text = section.signals.first(where: { $0.name == name })?.value.unit ?? gatheredUnits[name] else {
            return nil
        }
        do throws(UnitError) {
            return try Unit(parsing: text)
        } catch {
            // Told where the unit stands.
            return nil
        }
    }

    /// Why an expression cannot be resolved.
    struct Unresolved: Error {
        /// Nil where it was told already.
        let problem: Problem?

        static let told = Unresolved()

        private init() { problem = nil }

        init(_ expression: Expression, _ message: String, mend: String = "") {
            problem = Problem(offset: expression.offset, message: message, mend: mend)
        }
    }

    func resolve(_ expression: Expression, in written: Written) throws(Unresolved) -> Expression {
        if let name = try remoteName(expression) {
            return Expression(.identifier(name: name, leadingDot: false), offset: expression.offset)
        }
        if let name = try memberAggregate(expression, in: written) {
            return Expression(.identifier(name: name, leadingDot: false), offset: expression.offset)
        }
        if let result = try tableLookup(expression, in: written) { return result }
        if let name = try waveformValue(expression) {
            return Expression(.identifier(name: name, leadingDot: false), offset: expression.offset)
        }
        if let result = try ageComparison(expression) { return result }
        let kind = try expression.kind.mapChildren { (child) throws(Unresolved) in try resolve(child, in: written) }
        let node = Expression(kind, offset: expression.offset)
        guard let name = try remembering(node, in: written) else { return node }
        return Expression(.identifier(name: name, leadingDot: false), offset: expression.offset)
    }

    // MARK: Calls that remember

    private func remembering(_ node: Expression, in written: Written) throws(Unresolved) -> String? {
        guard case .call(let function, nil, let arguments) = node.kind,
            let form = MemoryFunction(rawValue: function), form.takes(arguments.count),
            form.isTold(by: arguments)
        else { return nil }
        let name = node.fileText
        if table.slot(of: name) != nil { return name }
        switch form {
        case .stale, .valid: return try state(form, of: arguments[0], name: name)
        case .stuck: return try stuck(arguments[0], name: name)
        default: break
        }
        let source = try source(arguments[0], form: form, in: written)
        try checkText(arguments[0], form, source)
        let numbers = try arguments.dropFirst().map { (argument) throws(Unresolved) in
            try constant(argument, of: form)
        }
        guard let (plan, type) = form.function(numbers) else {
            throw Unresolved(node, "'\(function)' is not written like this", mend: "write \(form.usage)")
        }
        let slot = table.add(
            name, type, kind: form.isPulse ? .pulse : .memory, initial: form.isPulse ? .bool(false) : .error(.noValue))
        operators.append(
            OperatorPlan(
                name: name, source: source, function: plan, slot: slot, maximumSamples: limits.windowSamples))
        return name
    }

    /// What an operator takes: each measured value of a signal, or an expression whenever it is computed.
    private func source(
        _ argument: Expression, form: MemoryFunction, in written: Written
    ) throws(Unresolved) -> OperatorPlan.Source {
        if let name = argument.qualifiedName, let slot = table.slot(of: name), table.slots[slot].kind == .signal {
            let type = signalTypes[name]
            if let type, type != .dyn, let wanted = form.sourceType, type != wanted {
                throw Unresolved(argument, "'\(name)' is \(type), but \(form.rawValue) takes \(wanted)")
            }
            return .signal(slot)
        }
        guard
            let program = expressions.compile(
                argument, written.text, environment: table.environment, expected: form.sourceType)
        else { throw Unresolved(argument, "the argument of '\(form.rawValue)' has no value of its own") }
        if program.slotsRead.isEmpty {
            throw Unresolved(argument, "the argument of '\(form.rawValue)' never changes", mend: "name a signal")
        }
        try checkPulses(form, over: program, argument)
        return .program(program)
    }

    /// Only of how many, and of how many different ones, can be said of texts in a window.
    private func checkText(
        _ argument: Expression, _ form: MemoryFunction, _ source: OperatorPlan.Source
    ) throws(Unresolved) {
        guard form.isWindow, form != .count, form != .distinct else { return }
        let type: ValueType? =
            switch source {
            case .signal(let slot): table.environment.type(of: table.slots[slot].name)
            case .program(let program): program.type
            }
        guard type == .string else { return }
        throw Unresolved(
            argument, "'\(form.rawValue)' of a while takes numbers and booleans, and this is text",
            mend: form == .first || form == .last
                ? "write a summary with [\(form.rawValue)]" : "write 'count' or 'distinct', or name a number")
    }

    private func signal(_ argument: Expression, _ form: MemoryFunction) throws(Unresolved) -> Int {
        guard let name = argument.qualifiedName, let slot = table.slot(of: name), table.slots[slot].kind == .signal
        else { throw Unresolved(argument, "'\(form.rawValue)' asks about a signal", mend: "write \(form.usage)") }
        return slot
    }

    private func state(
        _ form: MemoryFunction, of argument: Expression, name: String
    ) throws(Unresolved) -> String {
        let signal = try signal(argument, form)
        if form == .stale, signals[signal].setting?.stale ?? signals[signal].maximum == nil {
            throw Unresolved(
                argument, "'\(signals[signal].name)' never turns stale",
                mend: "write 'stale: 30s' for it under signals")
        }
        let slot = table.add(name, .bool, kind: .memory)
        if form == .stale { signals[signal].staleSlot = slot } else { signals[signal].validSlot = slot }
        return name
    }

    private func stuck(_ argument: Expression, name: String) throws(Unresolved) -> String {
        let signal = try signal(argument, .stuck)
        guard let milliseconds = signals[signal].setting?.stuck else {
            throw Unresolved(
                argument, "nothing says when '\(signals[signal].name)' is stuck",
                mend: "write 'stuck: 10m' for it under signals")
        }
        let slot = table.add(name, .bool, kind: .memory, initial: .bool(false))
        if signalTypes[signals[signal].name] == .double {
            signals[signal].stuckSlot = slot
        } else {
            operators.append(
                OperatorPlan(
                    name: name, source: .signal(signal),
                    function: .unchanged(milliseconds: milliseconds, tolerance: 0), slot: slot))
        }
        return name
    }

    // MARK: Ages

    /// `age(x) > 30s` turns true at that very instant, so it is an operator as a whole.
    private func ageComparison(_ expression: Expression) throws(Unresolved) -> Expression? {
        guard case .binary(let symbol, let left, let right) = expression.kind,
            case .call("age", nil, let arguments) = left.kind, arguments.count == 1,
            case .literal(.duration(let nanoseconds)) = right.kind, nanoseconds >= 0
        else { return nil }
        let isStrict: Bool
        let isNegated: Bool
        switch symbol {
        case .greater: (isStrict, isNegated) = (true, false)
        case .greaterOrEqual: (isStrict, isNegated) = (false, false)
        case .less: (isStrict, isNegated) = (false, true)
        case .lessOrEqual: (isStrict, isNegated) = (true, true)
        default: return nil
        }
        let signal = try signal(arguments[0], .age)
        // In whole milliseconds, longer than d is d + 1 ms or longer.
        let milliseconds = nanoseconds / 1_000_000 + (isStrict ? 1 : 0)
        let name = "age(\(signals[signal].name)) >= \(milliseconds)ms"
        if table.slot(of: name) == nil {
            let slot = table.add(name, .bool, kind: .memory)
            operators.append(
                OperatorPlan(
                    name: name, source: .signal(signal), function: .aged(milliseconds: milliseconds), slot: slot))
        }
        let variable = Expression(.identifier(name: name, leadingDot: false), offset: expression.offset)
        return isNegated ? Expression(.unary(.not, variable), offset: expression.offset) : variable
    }

    // MARK: Other devices

    /// The slot name of what is said of another device: `devices["tank-1"].level`, `devices["tank-1"].rules.low.raised`,
    /// or `tank.level` where `tank` is no name of this file. Nil for everything else.
    private func remoteName(_ expression: Expression) throws(Unresolved) -> String? {
        guard let (device, name) = remoteParts(expression) else { return nil }
        let full = "devices[\"\(device)\"].\(name)"
        if table.slot(of: full) != nil { return full }
        switch site.find(name, of: device) {
        case .value(let type, let slotName):
            let slot = table.add(full, type, kind: .imported)
            imports.append(ImportPlan(device: device, name: slotName, slot: slot))
            return full
        case .shared(let keeper, let type):
            let slot = table.add(full, type, kind: .imported)
            imports.append(ImportPlan(device: keeper, name: name, slot: slot))
            return full
        case .unknownDevice(let mend):
            throw Unresolved(expression, "there is no device '\(device)'", mend: mend ?? "")
        case .unknownName(let mend):
            throw Unresolved(expression, "'\(device)' has no '\(name)'", mend: mend ?? "")
        }
    }

    func remoteParts(_ expression: Expression) -> (device: String, name: String)? {
        if let path = expression.qualifiedName, let dot = path.firstIndex(of: ".") {
            let first = String(path[..<dot])
            guard table.slot(of: first) == nil, table.environment.type(of: path) == nil,
                !isOwnName(first), site.isDevice(first)
            else { return nil }
            return (first, TemplateCompiler.withoutRules(String(path[path.index(after: dot)...])))
        }
        var fields: [String] = []
        var node = expression
        while case .select(let operand, let field, false) = node.kind {
            fields.append(field)
            node = operand
        }
        guard !fields.isEmpty, case .index(let base, let key, false) = node.kind, base.qualifiedName == "devices",
            case .literal(.string(let device)) = key.kind
        else { return nil }
        return (device, TemplateCompiler.withoutRules(fields.reversed().joined(separator: ".")))
    }

    /// A rule's state has the same name with and without `rules.` before it.
    static func withoutRules(_ name: String) -> String {
        name.hasPrefix("rules.") ? String(name.dropFirst("rules.".count)) : name
    }

    /// Whether a dotted name that begins like this is of this file.
    private func isOwnName(_ first: String) -> Bool {
        table.environment.hasVariable(beginning: first + ".")
    }
}
