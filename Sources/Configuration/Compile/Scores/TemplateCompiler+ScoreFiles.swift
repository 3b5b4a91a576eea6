internal import Documents
internal import Engine
internal import ModelRuntime
internal import Scoring

/// What scores need besides the device file: trained models, and what detectors have learned.
extension TemplateCompiler {
    // MARK: Models

    /// What a model is fed; nil after an error was reported.
    func features(of score: ScoreSection) -> [Feature]? {
        var features: [Feature] = []
        for written in score.features {
            switch feature(written) {
            case .success(let feature): features.append(feature)
            case .failure(let error):
                diagnostics.error("'\(error.text)': \(error.reason)", mend: FeatureError.mend, at: written.mark)
            }
        }
        return features.count == score.features.count ? features : nil
    }

    func model(
        _ score: ScoreSection, _ features: [Feature], _ files: inout [[UInt8]]
    ) -> ScorePlan.Judge? {
        guard let name = score.model, let format = score.format,
            let bytes = companions?.read(name, atMost: TrainedModel.sizeLimit)
        else { return nil }
        do throws(ModelError) {
            let model = try score.runtime.load(bytes, format: format)
            guard model.inputCount == features.count else {
                throw .inputs(expected: model.inputCount, given: features.count)
            }
            guard isInOrder(features, model, score) else { return nil }
            files.append(bytes)
            return .model(ModelSettings(model: model, features: features, missing: score.missing))
        } catch {
            report(error, name, score)
            return nil
        }
    }

    private func report(_ error: ModelError, _ name: MarkedText, _ score: ScoreSection) {
        switch error {
        case .inputs(let expected, let given):
            diagnostics.error(
                "the model '\(name.text)' takes \(expected) features, but \(given) are given",
                mend: "write the \(expected) features that it was trained with, in their order",
                at: score.features.first?.mark ?? name.mark)
        case .library:
            diagnostics.error(
                "'\(name.text)': \(error.description)",
                mend: "install ONNX Runtime and set WEIR_ONNXRUNTIME to its library, or remove 'runtime'", at: name.mark
            )
        default:
            diagnostics.error(
                "'\(name.text)': \(error.description)",
                mend: "write the format that the file has, or export the model again", at: name.mark)
        }
    }

    /// Reports the first feature that stands where the model was trained with another.
    private func isInOrder(_ features: [Feature], _ model: TrainedModel, _ score: ScoreSection) -> Bool {
        // A signal may be written in more than one way; the model knows one of them.
        func isSignal(_ name: String) -> Bool { table.slot(of: waveforms.canonical(name)) != nil }
        guard let (index, wanted) = model.firstMisplaced(features, isSignal: isSignal) else { return true }
        let all = model.featureNames.joined(separator: ", ")
        diagnostics.error(
            "'\(features[index])' stands where the model was trained with '\(wanted)'",
            mend: model.featureNames.count <= 12 ? "write [\(all)]" : "write the features in the order of its file",
            at: score.features[index].mark)
        return false
    }

    // MARK: Fleets

    func remainingLife(_ life: RemainingLifeSection, _ files: inout [[UInt8]]) -> ScorePlan.Judge? {
        guard let name = life.fleet else { return life.settings.map { .remainingLife($0) } }
        return fleet(name, &files).map {
            .fleetLife(FleetLifeSettings(prior: $0.prior, hoursPerRow: $0.hoursPerRow))
        }
    }

    func health(
        _ name: MarkedText, channels: [ScorePlan.Channel], _ files: inout [[UInt8]]
    ) -> ScorePlan.Judge? {
        guard let fleet = fleet(name, &files) else { return nil }
        guard fleet.signals == channels.map(\.name) else {
            diagnostics.error(
                "'\(name.text)' is of other signals", mend: "write 'of: [\(fleet.signals.joined(separator: ", "))]'",
                at: name.mark)
            return nil
        }
        return .health(fleet.index)
    }

    private func fleet(_ name: MarkedText, _ files: inout [[UInt8]]) -> FleetFile? {
        guard let bytes = companions?.read(name, atMost: FleetFile.greatestByteCount) else { return nil }
        guard let fleet = FleetFile(bytes) else {
            diagnostics.error(
                "'\(name.text)': it is no file that weir fleet wrote", mend: "make it again: weir fleet", at: name.mark)
            return nil
        }
        files.append(bytes)
        return fleet
    }

    // MARK: Detectors

    func detector(
        _ score: Named<ScoreSection>, channels: [ScorePlan.Channel], _ files: inout [[UInt8]]
    ) -> ScorePlan.Judge? {
        guard let definition = score.value.definition(channels: channels.count) else { return nil }
        guard let learned = score.value.learned, companions?.readsLearned ?? true else {
            return .detector(definition, learned: nil)
        }
        let names = channels.map(\.name)
        guard learned.text.contains("{device}") else {
            guard let state = state(in: learned, definition, names, &files) else { return nil }
            return .detector(definition, learned: ScorePlan.LearnedState(others: state))
        }
        guard !naming.isOpen else {
            diagnostics.error(
                "'\(learned.text)' is a file for each device, and any device may appear",
                mend: "list the devices, as in 'devices: [m-1, m-2]', or name one file for all", at: learned.mark)
            return nil
        }
        var states: [String: [UInt8]] = [:]
        for device in naming.devices {
            let file = MarkedText(text: learned.text.replacing("{device}", with: device), mark: learned.mark)
            states[device] = state(in: file, definition, names, &files)
        }
        return .detector(definition, learned: ScorePlan.LearnedState(others: nil, devices: states))
    }

    private func state(
        in name: MarkedText, _ definition: DetectorDefinition, _ signals: [String], _ files: inout [[UInt8]]
    ) -> [UInt8]? {
        guard let bytes = companions?.read(name, atMost: LearnedBaseline.greatestByteCount) else { return nil }
        do throws(LearnedBaseline.Problem) {
            let baseline = try LearnedBaseline(bytes)
            let state = try baseline.state(for: definition, signals: signals)
            files.append(bytes)
            return state
        } catch {
            diagnostics.error(
                "'\(name.text)': \(error.message)", mend: "learn again: weir learn", at: name.mark)
            return nil
        }
    }
}

extension FeatureError {
    /// What may be written.
    fileprivate static let mend =
        "write a signal, ewma(x, 0.1), ewma_difference(x, 0.3, 0.04), mean(x), mean(x, 20), departure(x, 0.1), "
        + "std(x, 20), delta(x, 10), ewma_delta(x, 0.1, 30) or age()"
}
