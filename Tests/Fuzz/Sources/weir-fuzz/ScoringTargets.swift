internal import Configuration
internal import Scoring

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

    private static let definition: DetectorDefinition = {
        do { return try DetectorDefinition(kind: .ewma) } catch { preconditionFailure("\(error)") }
    }()

    static func learned(_ data: UnsafeRawBufferPointer) {
        if let fleet = FleetFile(Array(data)) { precondition(FleetFile(fleet.json) == fleet) }
        do throws(LearnedBaseline.Problem) {
            let baseline = try LearnedBaseline(Array(data))
            let again = try LearnedBaseline(baseline.json)
            precondition(again == baseline)
            _ = try baseline.state(for: definition, signals: baseline.signals)
        } catch {
            precondition(!error.message.isEmpty)
        }
    }
}
