internal import Configuration
internal import Scoring
internal import Telemetry

/// Files that scores are made of: models that were trained elsewhere, and what detectors have learned.
enum ScoringTargets {
    /// A model, or a reason in words; one that loads answers every row with finite memory and without end.
    static func model(_ data: UnsafeRawBufferPointer) {
        // The first byte says how it is written, so that one corpus serves all.
        guard let first = data.first else { return }
        let format = ModelFormat.allCases[Int(first) % ModelFormat.allCases.count]
        do throws(ModelError) {
            let model = try TrainedModel(Array(data.dropFirst()), format: format)
            precondition(model.inputCount >= 0 && model.featureNames.count <= max(model.inputCount, 4_096))
            for value in [0.0, -1e300, .nan] {
                _ = model.predict(Array(repeating: value, count: model.inputCount))
            }
        } catch {
            precondition(!error.description.isEmpty)
        }
    }

    private static let definitions: [DetectorDefinition] = {
        do throws(ScoringError) {
            var definitions: [DetectorDefinition] = []
            for kind in DetectorKind.allCases {
                definitions.append(try DetectorDefinition(kind: kind, channels: kind == .multivariate ? 2 : 1))
            }
            return definitions
        } catch {
            preconditionFailure("\(error)")
        }
    }()

    static func learned(_ data: UnsafeRawBufferPointer) {
        if let fleet = FleetFile(Array(data)) { precondition(FleetFile(fleet.json) == fleet) }
        do throws(LearnedBaseline.Problem) {
            let baseline = try LearnedBaseline(Array(data))
            let again = try LearnedBaseline(baseline.json)
            precondition(again == baseline)
            for definition in definitions { _ = try baseline.state(for: definition, signals: baseline.signals) }
        } catch {
            precondition(!error.message.isEmpty)
        }
        for definition in definitions { restore(Array(data), definition) }
    }

    /// The bytes as the state of a detector, behind the head of its own: what is taken can be written and scores on.
    private static func restore(_ data: [UInt8], _ definition: DetectorDefinition) {
        do throws(ScoringError) {
            var detector = try definition.restore(definition.head + data)
            for row in 0..<3 {
                let values = Array(repeating: Double(row), count: definition.channels)
                _ = detector.update(values, at: Timestamp(milliseconds: Int64(row) * 1_000))
            }
            precondition(!definition.snapshot(of: detector).isEmpty)
        } catch {
            precondition(!error.description.isEmpty)
        }
    }
}
