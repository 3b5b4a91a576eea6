public import Telemetry

/// What the indices of journal entries mean, by name: written where it changes, and again now and then, so that a journal
/// can be read without the plan under which it was kept, from any legend on.
public struct Legend: Sendable, Equatable {
    public enum Reason: UInt8, Sendable {
        /// The service starts: the entry after it says so to the engine.
        case start
        /// The files were read again, and the entries from here on are of another plan.
        case reload
        /// Nothing has changed: the journal's beginning may be gone.
        case reminder
    }

    /// The names of a template's parts, in the order of their indices.
    public struct Template: Sendable, Equatable {
        public var name: String
        public var inputs: [String]
        public var signals: [String]
        public var rules: [String]
        public var actuators: [String]
        /// What each rule was, as ``RulePlan/shape`` says; empty in a journal of a version that did not write it.
        public var shapes: [UInt64] = []

        /// The shape of a rule; nil where it is not known.
        public func shape(ofRule name: String) -> UInt64? {
            rules.firstIndex(of: name).flatMap { $0 < shapes.count ? shapes[$0] : nil }
        }
    }

    public struct Device: Sendable, Equatable {
        public var name: String
        /// Index among `templates`.
        public var template: Int
        /// Whether it came by its messages; the plan lists the others.
        public var isAdmitted: Bool

        public init(name: String, template: Int, isAdmitted: Bool) {
            self.name = name
            self.template = template
            self.isAdmitted = isAdmitted
        }
    }

    public var reason: Reason
    public var now: Instant
    /// Wall clock minus `now`, in milliseconds.
    public var wallOffset: Int64
    public var epoch: Int64
    public var templates: [Template]
    /// In the order of their indices.
    public var devices: [Device]
    /// The rules and summaries that began anew with a reload; none for other reasons.
    public var fresh: [PlanDifference.Part]
    /// A snapshot of the engine before the entry that comes next, so that the rest of a journal does not begin without a
    /// past; empty in most legends.
    public var state: [UInt8] = []
}

extension Engine {
    /// What the indices of inputs mean now.
    ///
    /// - Parameters:
    ///   - hasState: whether it says all that is known, too.
    ///   - stateBytes: how long that may become.
    public func legend(
        _ reason: Legend.Reason, fresh: [PlanDifference.Part] = [], hasState: Bool = false, stateBytes: Int = 0
    ) -> Legend {
        let listed = plan.templates.map { Set($0.devices.map(\.name)) }
        return Legend(
            reason: reason, now: now, wallOffset: wallOffset, epoch: epoch,
            templates: plan.templates.map { template in
                Legend.Template(
                    name: template.name, inputs: template.inputs, signals: template.signals.map(\.name),
                    rules: template.rules.map(\.name), actuators: template.actuators.map(\.name),
                    shapes: template.rules.map(\.shape))
            },
            devices: devices.map { device in
                Legend.Device(
                    name: device.name, template: device.template,
                    isAdmitted: !listed[device.template].contains(device.name))
            },
            fresh: fresh, state: hasState ? snapshot(reserving: stateBytes) : [])
    }
}

extension IndexTranslation {
    /// Leads from the indices that a legend explains to those of the plan of `engine`.
    public init(_ legend: Legend, engine: Engine) {
        let present = legend.templates.map { former in
            engine.plan.templates.firstIndex { $0.name == former.name }
        }
        func places(
            _ former: KeyPath<Legend.Template, [String]>, _ names: (Template) -> [String]
        ) -> [[Int?]] {
            zip(legend.templates, present).map { template, index in
                let known = index.map { names(engine.plan.templates[$0]) } ?? []
                return template[keyPath: former].map { known.firstIndex(of: $0) }
            }
        }
        templates = present
        signals = places(\.signals) { $0.signals.map(\.name) }
        inputs = places(\.inputs) { $0.inputs }
        rules = places(\.rules) { $0.rules.map(\.name) }
        actuators = places(\.actuators) { $0.actuators.map(\.name) }
        devices = legend.devices.map { device in
            guard let template = present[device.template], let index = engine.device(named: device.name) else {
                return nil
            }
            return engine.template(of: index) == template ? index : nil
        }
        formerTemplates = legend.devices.map(\.template)
        names = Set(legend.devices.map(\.name))
    }
}
