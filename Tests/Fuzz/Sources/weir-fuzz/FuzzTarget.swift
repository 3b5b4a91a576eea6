/// What can be fuzzed. A new target is one case, one line in `entry` and one function.
enum FuzzTarget: String, CaseIterable {
    case json, cbor, senml, scalar, availability, waveform, topics, paths, discovery, time
    case expression, yaml, device
    case model, learned

    static var names: String { allCases.map(\.rawValue).joined(separator: " ") }

    /// C's function pointers take no context: each target has a function of its own.
    var entry: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt {
        switch self {
        case .json: { FuzzTarget.run($0, $1, PayloadTargets.json) }
        case .cbor: { FuzzTarget.run($0, $1, PayloadTargets.cbor) }
        case .senml: { FuzzTarget.run($0, $1, PayloadTargets.senml) }
        case .scalar: { FuzzTarget.run($0, $1, PayloadTargets.scalar) }
        case .availability: { FuzzTarget.run($0, $1, PayloadTargets.availability) }
        case .waveform: { FuzzTarget.run($0, $1, PayloadTargets.waveform) }
        case .topics: { FuzzTarget.run($0, $1, TextTargets.topics) }
        case .paths: { FuzzTarget.run($0, $1, TextTargets.paths) }
        case .discovery: { FuzzTarget.run($0, $1, TextTargets.discovery) }
        case .expression: { FuzzTarget.run($0, $1, LanguageTargets.expression) }
        case .yaml: { FuzzTarget.run($0, $1, LanguageTargets.yaml) }
        case .device: { FuzzTarget.run($0, $1, LanguageTargets.device) }
        case .model: { FuzzTarget.run($0, $1, ScoringTargets.model) }
        case .learned: { FuzzTarget.run($0, $1, ScoringTargets.learned) }
        case .time: { FuzzTarget.run($0, $1, TextTargets.time) }
        }
    }

    private static func run(
        _ data: UnsafePointer<UInt8>?, _ size: Int, _ target: (UnsafeRawBufferPointer) -> Void
    ) -> CInt {
        target(UnsafeRawBufferPointer(start: data, count: size))
        return 0
    }
}
