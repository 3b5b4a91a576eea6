public import Documents
internal import Engine
internal import Telemetry

/// Reads the files of a gateway and checks them.
///
///     let result = GatewayLoader().load(directory: "/etc/weir")
///     guard let configuration = result.configuration else { print(result.diagnostics.text()); exit(1) }
public struct GatewayLoader {
    /// What came of the files: all mistakes, and the configuration where there was no error.
    public struct Outcome {
        public let configuration: GatewayConfiguration?
        public let diagnostics: Diagnostics
        /// The tests of the device files and of the test files beside them, in the order of files; none where there was
        /// an error.
        public let tests: [DeviceTest]

        init(configuration: GatewayConfiguration?, diagnostics: Diagnostics, tests: [DeviceTest] = []) {
            self.configuration = configuration
            self.diagnostics = diagnostics
            self.tests = configuration == nil ? [] : tests
        }

        /// Files that could not even be read.
        public init(failed diagnostics: Diagnostics) {
            self.init(configuration: nil, diagnostics: diagnostics)
        }
    }

    private let environment: Documents.Environment
    private let trust: FileTrust
    private let readsLearned: Bool

    /// - Parameter readsLearned: whether detectors begin with what they learned, where a device file says so.
    public init(
        environment: Documents.Environment = .process, trust: FileTrust = .strict, readsLearned: Bool = true
    ) {
        self.environment = environment
        self.trust = trust
        self.readsLearned = readsLearned
    }

    /// - Parameters:
    ///   - path: the directory with `weir.yaml` and `devices/*.yaml`.
    ///   - replacements: files called `devices/NAME.yaml` that stand for those of the same name, or come to them: for
    ///     trying rules on what was recorded.
    public func load(directory path: String, replacing replacements: [SourceFile] = []) -> Outcome {
        let diagnostics = Diagnostics()
        let directory: ConfigurationDirectory
        do throws(FileProblem) {
            directory = try ConfigurationDirectory(path: path, trust: trust)
        } catch {
            diagnostics.error(error.message, mend: error.mend, at: SourceFile(path: path, bytes: []).start)
            return Outcome(configuration: nil, diagnostics: diagnostics)
        }
        let secrets = SecretDirectories(environment: environment, secretsPath: path + "/secrets", trust: trust)
        let context = ReadingContext(diagnostics: diagnostics, environment: environment, secrets: secrets)
        let yaml = YAMLReader(diagnostics: diagnostics)
        let gateway = directory.file("weir.yaml", diagnostics).flatMap { yaml.read($0) }
        let errorCount = diagnostics.errorCount
        let dropIns = GatewayLoader.replace(directory.dropIns(in: "devices", diagnostics), by: replacements)
        let files = dropIns.filter { !FileKind.isTest(path: $0.path) }
        let tests = dropIns.filter { FileKind.isTest(path: $0.path) }
        if files.isEmpty, gateway != nil, diagnostics.errorCount == errorCount {
            diagnostics.warning(
                "there are no device files", mend: "put one into the directory devices",
                at: SourceFile(path: "devices", bytes: []).start)
        }
        return load(
            gateway: gateway, devices: files, tests: tests.compactMap { yaml.read($0) }, files: directory, yaml, context
        )
    }

    /// Where the gateway's store is, as `weir.yaml` says, whatever is wrong with the other files; nil where that cannot be
    /// read.
    public func store(directory path: String) -> String? {
        let diagnostics = Diagnostics()
        do throws(FileProblem) {
            let directory = try ConfigurationDirectory(path: path, trust: trust)
            let secrets = SecretDirectories(environment: environment, secretsPath: path + "/secrets", trust: trust)
            let context = ReadingContext(diagnostics: diagnostics, environment: environment, secrets: secrets)
            let node = directory.file("weir.yaml", diagnostics).flatMap {
                YAMLReader(diagnostics: diagnostics).read($0)
            }
            return node.flatMap { context.section(GatewaySection.self, from: $0) }.map {
                $0.store?.path ?? StoreConfiguration.defaultPath
            }
        } catch {
            return nil
        }
    }

    /// In the order of the names, which decides how files are merged.
    private static func replace(_ files: [SourceFile], by replacements: [SourceFile]) -> [SourceFile] {
        guard !replacements.isEmpty else { return files }
        let names = Set(replacements.map(\.path))
        // Tests speak of the files they stand beside.
        let others = files.filter { !names.contains($0.path) && !FileKind.isTest(path: $0.path) }
        return (others + replacements).sorted {
            $0.path.utf8.lexicographicallyPrecedes($1.path.utf8)
        }
    }

    /// The same for one device file alone, under a gateway with defaults: for a file of a library.
    ///
    /// - Parameters:
    ///   - tests: test files that belong to it.
    ///   - directory: where it is, for the files that it names; nil where there are none.
    public func load(
        deviceFile file: SourceFile, tests: [SourceFile] = [], in directory: ConfigurationDirectory? = nil
    ) -> Outcome {
        let diagnostics = Diagnostics()
        let context = ReadingContext(
            diagnostics: diagnostics, environment: environment, secrets: SecretsInMemory())
        let yaml = YAMLReader(diagnostics: diagnostics)
        let standIn = SourceFile(
            path: "weir.yaml", text: "gateway: check\nmqtt: {local: {url: \"mqtt://localhost:1883\"}}\n")
        return load(
            gateway: yaml.read(standIn), devices: [file], tests: tests.compactMap { yaml.read($0) }, files: directory,
            yaml, context)
    }

    /// What is wrong with one device file alone.
    public func check(deviceFile file: SourceFile) -> Diagnostics { load(deviceFile: file).diagnostics }

    private func load(
        gateway node: Documents.Node?, devices: [SourceFile], tests: [Documents.Node],
        files directory: ConfigurationDirectory?, _ yaml: YAMLReader, _ context: ReadingContext
    ) -> Outcome {
        let diagnostics = context.diagnostics
        let section = node.flatMap { context.section(GatewaySection.self, from: $0) }
        let limits =
            section?.limits?.limits
            ?? LimitsConfiguration(payloadBytes: 65_536, devices: 512, ratePerSecond: 2000)
        var compiled: [(compiler: TemplateCompiler, template: Template)] = []
        var places: [SiteCycles.File] = []
        var contexts: [(template: Template, binding: TemplateBinding)] = []
        var subjects: [(TestSubject, [Named<TestSection>])] = []
        var bindings: [TemplateBinding] = []
        var uniqueness = Uniqueness(diagnostics: diagnostics)
        // Each document is let go of before the next one is read: a plant may have a thousand.
        let documents = DocumentMerge.byDevice(devices, yaml)
        let documentCount = documents.count
        var compilers: [(Mark, TemplateCompiler)] = []
        var gatherers: [(mark: Mark, section: DeviceSection)] = []
        let site = Site()
        for files in documents {
            guard let document = DocumentMerge.read(files, yaml),
                let device = context.section(DeviceSection.self, from: document)
            else { continue }
            if device.gathers {
                gatherers.append((document.mark, device))
                continue
            }
            guard let compiler = TemplateCompiler(device, limits: limits, site: site, diagnostics: diagnostics) else {
                continue
            }
            compilers.append((document.mark, compiler))
        }
        // Those that gather come last: what they gather is known then.
        let members = MemberFinder(compilers: compilers.map(\.1))
        for (mark, section) in gatherers {
            let compiler = TemplateCompiler(
                section, limits: limits, site: site, members: members, diagnostics: diagnostics)
            if let compiler { compilers.append((mark, compiler)) }
        }
        let alarmGroups = AlarmGroups(section?.alarmGroups ?? [])
        let companions = CompanionFiles(directory: directory, readsLearned: readsLearned, diagnostics: diagnostics)
        let tables = TableReader(companions)
        let shared = (section?.tables ?? []).map { table in
            TemplateCompiler.KnownTable(name: table.name, mark: table.mark, index: tables.table(table.value))
        }
        for (_, compiler) in compilers {
            compiler.companions = companions
            compiler.declareTables(tables, gateway: shared)
            compiler.alarmGroups = alarmGroups
            site.add(compiler)
        }
        for (_, compiler) in compilers { compiler.announceActuatorStates() }
        for (mark, compiler) in compilers {
            guard let result = compiler.compile() else { continue }
            uniqueness.check(result.template, lines: result.lines, file: mark)
            let template = uniqueness.named(result.template, file: mark)
            compiled.append((compiler, template))
            let rules = template.imports.isEmpty ? [] : compiler.section.rules.map { ($0.name, $0.mark) }
            places.append(SiteCycles.File(mark: compiler.section.deviceMark, rules: rules))
            bindings.append(result.binding)
            var subject = TestSubject(
                compiler, template: template, binding: result.binding, index: subjects.count, file: mark.file)
            if let context = compiler.compileContext() {
                // The templates of what is shared come after those of the files.
                subject.shared = SharedContext(
                    device: TestDevice(name: context.template.name, template: documentCount + contexts.count),
                    binding: context.binding)
                contexts.append(context)
            }
            subjects.append((subject, compiler.section.tests))
            compiler.forget()
        }
        let deviceTests = self.tests(
            subjects, files: tests, areDevicesWhole: subjects.count == documentCount, context)
        subjects.removeAll()
        // What others read of a device is known when all are compiled. The former templates are let go of one by one.
        let owners = compiled.map(\.compiler)
        for owner in owners { owner.forgetNames() }
        var templates = compiled.map(\.template)
        compiled.removeAll()
        for index in templates.indices {
            let identity = ObjectIdentifier(owners[index])
            guard site.exports[identity] != nil || site.gathered[identity] != nil else { continue }
            templates[index] = templates[index].exporting(
                site.exports[identity] ?? [], gathered: site.gathered[identity] ?? [])
        }
        let memberships = owners.flatMap { compiler in
            compiler.memberships { member in owners.firstIndex { $0 === member } }
        }
        SiteCycles(templates + contexts.map(\.template), places, memberships: memberships).check(diagnostics)
        for context in contexts {
            templates.append(context.template)
            bindings.append(context.binding)
        }
        warnOfUnused(owners, site, measured: section?.groups.compactMap(\.value.limit?.sum) ?? [])
        let groups = GroupCompiler(templates: templates, diagnostics: diagnostics).compile(section?.groups ?? [])
        if let section, let node {
            GatewayChecks(section: section, limit: limits.devices, mark: node.mark, diagnostics: diagnostics)
                .check(templates)
        }
        let usesMQTT = bindings.contains { binding in
            binding.inputs.contains { if case .mqtt = $0.source { true } else { false } }
                || binding.actuators.contains { if case .mqtt = $0.target { true } else { false } }
        }
        if usesMQTT, let node, node["mqtt"]?["local"] == nil {
            diagnostics.error(
                "devices speak MQTT, but there is no broker",
                mend: "write 'mqtt: {local: {url: \"mqtt://localhost:1883\"}}'",
                at: node.mark)
        }
        let timers = templates.reduce(0) { $0 + $1.devices.count * $1.timerOwners }
        if timers > limits.timers, let node {
            diagnostics.error(
                "the devices that the files list need \(timers) timers, and \(limits.timers) are allowed",
                mend: "write 'timers: \(timers)' or more under limits", at: node.mark)
        }
        guard !diagnostics.hasErrors, let section, let name = section.gateway else {
            return Outcome(configuration: nil, diagnostics: diagnostics)
        }
        return Outcome(
            configuration: assemble(
                section, name: name, limits: limits, templates, groups, memberships, tables.plans, bindings, diagnostics
            ),
            diagnostics: diagnostics, tests: deviceTests)
    }

    /// - Parameter measured: signals of which groups add up the values.
    private func warnOfUnused(_ compilers: [TemplateCompiler], _ site: Site, measured: [String]) {
        for compiler in compilers {
            let diagnostics = compiler.diagnostics
            // Where something is wrong, what is unused may be used in what could not be read.
            guard !diagnostics.hasErrors else { return }
            let identity = ObjectIdentifier(compiler)
            let exports = (site.exports[identity] ?? []).union(site.gathered[identity] ?? [])
            for unused in compiler.unused where !exports.contains(unused.name) && !measured.contains(unused.name) {
                diagnostics.warning(unused.message, mend: unused.mend, at: unused.mark)
            }
        }
    }

    /// - Parameter areDevicesWhole: whether every device file could be used; else only what tests say is checked, since
    ///   names that seem to be missing may be in the others.
    private func tests(
        _ subjects: [(TestSubject, [Named<TestSection>])], files: [Documents.Node], areDevicesWhole: Bool,
        _ context: ReadingContext
    ) -> [DeviceTest] {
        let sections = files.compactMap { file in
            context.section(TestFileSection.self, from: file).map { (section: $0, mark: file.mark) }
        }
        guard areDevicesWhole else { return [] }
        let compiler = TestCompiler(subjects.map(\.0), context.diagnostics)
        return subjects.flatMap { compiler.compile($1, of: $0) }
            + sections.flatMap { compiler.compile($0.section, at: $0.mark) }
    }

    private func assemble(
        _ section: GatewaySection, name: String, limits: LimitsConfiguration, _ templates: [Template],
        _ groups: [GroupPlan], _ memberships: [MembershipPlan], _ tables: [TablePlan], _ bindings: [TemplateBinding],
        _ diagnostics: Diagnostics
    ) -> GatewayConfiguration? {
        var local = section.mqtt?.local?.broker
        if let written = section.mqtt?.local, let local, local.version == .v311, local.isSessionPersistent,
            local.qualityOfService == 1
        {
            diagnostics.warning(
                "MQTT 3.1.1 lets 20 messages be under way: a commit serves no more than 20 readings",
                mend: "write 'version: 5' if the broker can", at: written.versionMark)
        }
        if local?.clientID.isEmpty == true { local?.clientID = "weir-\(name)" }
        let uplinks = section.uplinks.compactMap { uplink -> UplinkConfiguration? in
            guard let mqtt = uplink.value.mqtt, let connection = mqtt.connection, var broker = connection.broker else {
                return nil
            }
            if broker.clientID.isEmpty { broker.clientID = "weir-\(name)-\(uplink.name)" }
            // libmosquitto ends the process at an MQTT 5 property that it does not know, and an uplink needs none.
            if !connection.isVersionStated { broker.version = .v311 }
            checkTopic(mqtt.topic, at: mqtt.topicMark, diagnostics)
            return UplinkConfiguration(
                name: uplink.name, broker: broker, topic: mqtt.topic, kinds: Set(uplink.value.kinds),
                catchUpPerSecond: uplink.value.rate.perSecond,
                commands: uplink.value.commands.map { CommandsConfiguration($0) })
        }
        guard !diagnostics.hasErrors else { return nil }
        let store = section.store
        return GatewayConfiguration(
            gateway: name, localBroker: local,
            store: StoreConfiguration(
                path: store?.path ?? StoreConfiguration.defaultPath, maximumBytes: store?.maximumBytes ?? 256 << 20,
                maximumAgeMilliseconds: store?.maximumAge ?? 30 * 86_400_000,
                journalMaximumBytes: store?.journal?.maximumBytes ?? 64 << 20,
                synchronisation: store?.synchronisation ?? .full,
                commitIntervalMilliseconds: store?.commitInterval ?? 0, maximumDailyWrites: store?.maximumWrites,
                maximumEntries: store?.maximumEntries.map { Int64($0) }),
            uplinks: uplinks, limits: limits, console: section.console?.console,
            plan: Plan(
                gateway: name, templates: templates, deviceLimit: limits.devices, timerLimit: limits.timers,
                groups: groups, memberships: memberships, tables: tables,
                alarmGroups: AlarmGroups(section.alarmGroups).plans),
            bindings: bindings)
    }

    private func checkTopic(_ topic: String, at mark: Mark, _ diagnostics: Diagnostics) {
        var bare = topic
        for placeholder in ["{gateway}", "{device}", "{kind}"] { bare = bare.replacing(placeholder, with: "") }
        if topic.isEmpty || bare.contains(where: { "+#{}".contains($0) }) {
            diagnostics.error(
                "records go to one topic", mend: "write text with {gateway}, {device} and {kind}", at: mark)
        }
    }
}

/// What must not occur twice in all files together: devices, and GPIO lines.
private struct Uniqueness {
    let diagnostics: Diagnostics
    private var devices: [String: Mark] = [:]
    private var owners: [String: String] = [:]

    init(diagnostics: Diagnostics) {
        self.diagnostics = diagnostics
    }

    mutating func check(_ template: Template, lines: [LineUse], file mark: Mark) {
        for device in template.devices {
            if let earlier = devices[device.name] {
                diagnostics.error(
                    "the device '\(device.name)' is described in \(earlier.file.path) already",
                    mend: "describe it in one file", at: mark)
            }
            devices[device.name] = mark
        }
        for use in lines { take(use) }
    }

    private mutating func take(_ use: LineUse) {
        let key = "\(use.chip) \(use.line)"
        if let earlier = owners[key] {
            diagnostics.error(
                "the line \(use.line) of \(use.chip) is used by \(earlier) and \(use.owner)",
                mend: "give one of them another line", at: use.mark)
        }
        owners[key] = use.owner
    }

    /// Several files may describe devices by pattern; the name of such a template is told apart by its file.
    func named(_ template: Template, file mark: Mark) -> Template {
        let name = template.name.hasPrefix("{") ? "\(mark.file.path) \(template.name)" : template.name
        return template.renamed(name)
    }
}
