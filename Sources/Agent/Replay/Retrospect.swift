public import Configuration
internal import Engine
public import Telemetry

/// The journal through the engine once more, under the same or other device files: what would have been said and set.
/// Nothing is driven, and what actuators answered is what they answered then.
///
/// Begins cold with the first entries it is given, so that what it says of a later span rests on what came before; where
/// these are not the journal's first, with the state that the next legend carries.
public final class Retrospect {
    private let host: EngineHost
    private let warmUpBegin: Int64
    let from: Int64
    private let to: Int64
    private var translation: IndexTranslation?
    private var hasStarted = false
    /// The names as of an entry before the warm-up.
    private var former: Legend?
    /// The tables as of then, by name.
    private var formerTables: [String: Input] = [:]
    /// The first start: it waits for the tables that the journal tells right after it.
    private var firstStart: Input?
    private var outputs = Outputs()
    private var wallOffset: Int64 = 0
    /// Names that the journal knew: signals and inputs by template.
    private var known: [String: Set<String>] = [:]

    /// Whether entries before the first one are gone: a state that the journal carries is better than what was made of the
    /// others then.
    public var isBeginningLost = false
    /// Since when all that was known then is known here too; nil where it is not.
    public private(set) var stateTime: Int64?
    /// What the files have otherwise than the state: it begins without a past.
    private(set) var fresh: [PlanDifference.Part] = []

    /// Entries that could not be read, or that stand before the first one that says what they mean.
    public private(set) var unreadableCount = 0
    /// Whether the entries have come to the end of the span: no more are wanted.
    public private(set) var isOver = false
    /// The wall-clock time of the first entry taken; nil before there is one.
    public private(set) var begin: Int64?

    /// - Parameters:
    ///   - begin: what was before is not run, only the names of the devices are taken from it.
    ///   - from, to: the span of which outputs are wanted, in milliseconds since the epoch.
    public init(configuration: GatewayConfiguration, begin: Int64 = .min, from: Int64, to: Int64) {
        host = EngineHost(Engine(plan: configuration.plan))
        warmUpBegin = begin
        self.from = from
        self.to = to
    }

    /// Looks at an input before the engine takes it, and after: the input, the engine, and the wall clock less its own.
    typealias Look = (_ input: Input, _ engine: borrowing Engine, _ wallOffset: Int64) -> Void

    private var before: Look?
    private var after: Look?

    /// Begins to remember what a record follows from.
    func watch(for target: EvidenceTarget) { host.watch(for: target) }

    /// Takes one entry, and lets it be looked at.
    func take(_ bytes: [UInt8], before: @escaping Look, after: @escaping Look, _ body: (Output) -> Void) {
        (self.before, self.after) = (before, after)
        defer { (self.before, self.after) = (nil, nil) }
        take(bytes, body)
    }

    /// Lets the time of the span's end come, and lets it be looked at.
    func finish(after: @escaping Look, _ body: (Output) -> Void) {
        self.after = after
        defer { self.after = nil }
        finish(body)
    }

    /// Takes one entry; hands over what follows from it within the span.
    public func take(_ bytes: [UInt8], _ body: (Output) -> Void) {
        guard !isOver else { return }
        do {
            let entry = try JournalEntry(bytes)
            if !isBeforeWarmUp(entry) {
                switch entry {
                case .legend(let legend): take(legend)
                case .input(let input): take(input)
                }
            }
        } catch {
            unreadableCount += 1
        }
        handOver(body)
    }

    /// Lets the time of the span's end come, if the entries have not.
    public func finish(_ body: (Output) -> Void) {
        guard hasStarted, !isOver, to < .max else { return }
        isOver = true
        beginFirst()
        passTime(to: to - wallOffset)
        handOver(body)
    }

    var plan: Plan { host.engine.plan }

    /// What the files name and the journal knows nothing of: rules that read it see nothing.
    public var unknownNames: [String] {
        var names: [String] = []
        for template in host.engine.plan.templates {
            guard let known = known[template.name] else {
                names.append("'\(template.name)'")
                continue
            }
            names += template.signals.filter { !known.contains($0.name) }.map { "'\($0.name)' of '\(template.name)'" }
        }
        return names
    }

    private func handOver(_ body: (Output) -> Void) {
        for record in outputs.records where from...to ~= record.time.milliseconds { body(record) }
        outputs.removeAll()
    }

    private func note(_ legend: Legend) {
        for template in legend.templates { known[template.name, default: []].formUnion(template.signals) }
    }

    /// Passes over what is before the warm-up; where that begins, begins with the names there are then.
    private func isBeforeWarmUp(_ entry: JournalEntry) -> Bool {
        guard !hasStarted, warmUpBegin > .min else { return false }
        switch entry {
        case .legend(let legend):
            guard legend.now.milliseconds + legend.wallOffset < warmUpBegin else {
                if former != nil { beginWithinJournal() }
                return false
            }
            note(legend)
            former = legend
            return true
        case .input(let input):
            guard var legend = former else { return false }
            let isClock = input.kind == .start || input.kind == .clock
            let offset = isClock ? input.wallOffset : legend.wallOffset
            if input.now.milliseconds + offset < warmUpBegin {
                if input.kind == .table { formerTables[input.name] = input }
                legend.take(input)
                former = legend
                return true
            }
            legend.reason = .reminder
            legend.state = []
            beginWithinJournal()
            take(legend)
            return false
        }
    }

    /// What was before is not taken, so it is as good as gone; only what was looked up then is known.
    private func beginWithinJournal() {
        former = nil
        isBeginningLost = true
        assumeFormerTables()
    }

    private func take(_ legend: Legend) {
        beginFirst()
        note(legend)
        if takeState(of: legend) { return }
        var input = Input()
        input.now = max(legend.now, host.engine.now)
        if !hasStarted, legend.reason != .start || legend.devices.contains(where: \.isAdmitted) {
            input.kind = .start
            input.wallOffset = legend.wallOffset
            input.epoch = legend.epoch
            start(input)
            beginFirst()
        }
        for device in legend.devices where host.device(named: device.name) == nil {
            let name = legend.templates[device.template].name
            guard let template = host.engine.plan.templates.firstIndex(where: { $0.name == name }),
                host.mayAdmit(template: template)
            else { continue }
            input.kind = .admission
            input.template = template
            input.name = device.name
            step(input)
        }
        translation = IndexTranslation(legend, engine: host.engine)
    }

    /// What was looked up at the warm-up's beginning.
    private func assumeFormerTables() {
        for table in formerTables.values { host.assume(table: table) }
        formerTables = [:]
    }

    /// Goes on with all that was known at a legend, once, where it was not known here.
    /// - Returns: whether it does.
    private func takeState(of legend: Legend) -> Bool {
        guard isBeginningLost, stateTime == nil, !legend.state.isEmpty else { return false }
        let time = legend.now.milliseconds + legend.wallOffset
        // What was said since the span began stays as it is.
        guard !hasStarted || time <= from else { return false }
        let engine: Engine
        do throws(MalformedBytes) {
            engine = try Engine.restore(legend.state, plan: host.engine.plan).engine
        } catch {
            unreadableCount += 1
            return false
        }
        host.replace(engine)
        outputs.removeAll()
        fresh = engine.freshParts
        host.renew(into: &outputs)
        (hasStarted, wallOffset, stateTime) = (true, legend.wallOffset, time)
        begin = begin ?? time
        translation = IndexTranslation(legend, engine: host.engine)
        return true
    }

    private func take(_ input: Input) {
        if input.kind == .table, firstStart != nil { return host.assume(table: input) }
        beginFirst()
        guard translation != nil else {
            // Where the beginning is gone, its first names are gone too.
            if !isBeginningLost { unreadableCount += 1 }
            return
        }
        let offset = input.kind == .start || input.kind == .clock ? input.wallOffset : wallOffset
        if input.now.milliseconds + offset > to {
            isOver = true
            return passTime(to: to - wallOffset)
        }
        if input.kind == .start { return start(input) }
        wallOffset = offset
        // What the files do not know any more changes nothing.
        guard let input = translation?.translate(input, engine: host.engine) else { return }
        step(input)
    }

    private func start(_ input: Input) {
        wallOffset = input.wallOffset
        begin = begin ?? input.now.milliseconds + wallOffset
        guard !hasStarted else { return step(input) }
        hasStarted = true
        firstStart = input
    }

    private func beginFirst() {
        guard let start = firstStart else { return }
        firstStart = nil
        step(start)
    }

    private func step(_ input: Input) {
        before?(input, host.engine, wallOffset)
        host.step(input, into: &outputs)
        after?(input, host.engine, wallOffset)
    }

    private func passTime(to now: Int64) {
        guard now > host.engine.now.milliseconds else { return }
        var input = Input()
        input.kind = .passing
        input.now = Instant(milliseconds: now)
        step(input)
    }
}

extension Legend {
    /// What an input that is passed over changes of the names and clocks.
    fileprivate mutating func take(_ input: Input) {
        now = max(now, input.now)
        switch input.kind {
        case .start:
            wallOffset = input.wallOffset
            epoch = input.epoch
        case .clock: wallOffset = input.wallOffset
        case .admission where input.template < templates.count && !devices.contains { $0.name == input.name }:
            devices.append(Device(name: input.name, template: input.template, isAdmitted: true))
        default: break
        }
    }
}
