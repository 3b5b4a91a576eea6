internal import Engine
internal import Telemetry

/// Rules of a record that are others now than they were then.
struct RuleChange: Sendable {
    private let template: String
    /// What they were, by name.
    private let former: [String: UInt64]
    /// When the gateway took up the first of the changes, in milliseconds since the epoch; nil while the journal has not
    /// come to it: the files were changed, and no gateway has run with them yet.
    private(set) var time: Int64?

    /// Nil where they are the same, or where the journal does not say what they were.
    /// - Parameters:
    ///   - rules: as they are now.
    ///   - legend: of the time of the record.
    init?(_ rules: [RuleEvidence], template: String, _ legend: Legend?) {
        guard let names = legend?.templates.first(where: { $0.name == template }) else { return nil }
        var former: [String: UInt64] = [:]
        for rule in rules {
            guard let shape = names.shape(ofRule: rule.name), shape != rule.version else { continue }
            former[rule.name] = shape
        }
        guard !former.isEmpty else { return nil }
        self.template = template
        self.former = former
    }

    /// Takes a legend from after the record.
    mutating func take(_ legend: Legend) {
        guard time == nil else { return }
        let names = legend.templates.first { $0.name == template }
        // A rule that was taken out for a while was changed by that.
        guard former.contains(where: { names?.shape(ofRule: $0.key) != $0.value }) else { return }
        time = legend.now.milliseconds + legend.wallOffset
    }
}
