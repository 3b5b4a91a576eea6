internal import Configuration
internal import Decoding

/// One topic of one input: what routing and decoding need of it.
struct InputSource {
    var template: Int
    var input: Int
    var fixedDevice: String?
    var payload: PayloadSource
    /// The engine's signal of each field of `payload`.
    var signals: [Int]
    var limits: PayloadLimits

    /// All sources of all inputs, in the order of the bindings.
    static func all(_ bindings: [TemplateBinding]) -> [InputSource] {
        var sources: [InputSource] = []
        for (template, binding) in bindings.enumerated() {
            for (input, plan) in binding.inputs.enumerated() {
                guard case .mqtt(let mqtt) = plan.source else { continue }
                for payload in mqtt.sources {
                    sources.append(
                        InputSource(
                            template: template, input: input, fixedDevice: mqtt.fixedDevice, payload: payload,
                            signals: payload.fieldIndices.map { mqtt.signals[$0] }, limits: mqtt.limits))
                }
            }
        }
        return sources
    }
}
