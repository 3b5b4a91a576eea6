internal import Documents
internal import Engine

/// The device files that gather nothing: whose devices may be members of others.
struct MemberFinder {
    /// Devices of one file that are members.
    struct Source {
        let compiler: TemplateCompiler
        let devices: MembershipPlan.Devices
    }

    let compilers: [TemplateCompiler]

    /// Every value that a label has, in order.
    func values(of label: String) -> [String] {
        Set(compilers.flatMap { $0.labelValues(label) }).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    var labels: [String] { Set(compilers.flatMap { $0.section.labels.map(\.name) }).sorted() }

    /// The devices that have this value of a label.
    func labelled(_ label: String, _ value: String) -> [Source] {
        compilers.compactMap { compiler in
            guard let base = compiler.section.labels.first(where: { $0.name == label }) else { return nil }
            let special = compiler.section.overrides.compactMap { override in
                override.value.labels.first { $0.name == label }.map { (device: override.name, value: $0.value) }
            }
            if base.value == value {
                return Source(
                    compiler: compiler, devices: .allBut(Set(special.filter { $0.value != value }.map(\.device))))
            }
            let devices = special.filter { $0.value == value }.map(\.device)
            return devices.isEmpty ? nil : Source(compiler: compiler, devices: .these(Set(devices)))
        }
    }

    /// The device of this name: of the file that lists it, or of each file that takes any.
    func named(_ device: String) -> [Source] {
        let owners = compilers.filter { $0.naming.devices.contains(device) }
        let candidates = owners.isEmpty ? compilers.filter(\.naming.isOpen) : owners
        return candidates.map { Source(compiler: $0, devices: .these([device])) }
    }

    var deviceNames: [String] { compilers.flatMap(\.naming.devices) }
}

/// An input whose readings are those of members, with the members it turned out to have.
struct Gathering {
    /// The input's name, under which expressions speak of all members: `sum(pumps.power)`.
    let name: String
    /// Index among the section's inputs.
    let input: Int
    let mark: Mark
    /// Per device of ours, whose readings it gathers.
    let sources: [(device: String, sources: [MemberFinder.Source])]
    /// What expressions have asked of each member so far.
    var values: [GatheringPlan.Value] = []

    /// Values on whose type or unit the members do not agree; told once.
    var disagreements: Set<String> = []

    /// The files of all members, each once.
    var compilers: [TemplateCompiler] {
        var found: [TemplateCompiler] = []
        for source in sources.flatMap(\.sources) where !found.contains(where: { $0 === source.compiler }) {
            found.append(source.compiler)
        }
        return found
    }
}
