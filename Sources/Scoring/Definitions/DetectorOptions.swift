/// The options of each detector from a definition, whose numbers are in range and whole where they must be.
extension DiscordDetector.Options {
    init(_ definition: DetectorDefinition) {
        warmUp = Int(definition["warmup"])
        history = Int(definition["history"])
        decades = definition["decades"]
        rangeFraction = definition["beyond"]
        alertCost = definition["alert_cost"]
        refractory = definition["refractory"]
    }
}

extension MultivariateDetector.Options {
    init(_ definition: DetectorDefinition) {
        warmUp = Int(definition["warmup"])
        alpha = definition["alpha"]
        dropped = Int(definition["dropped"])
        shrinkage = definition["shrinkage"]
        margin = definition["margin"]
    }
}

extension RangeDetector.Options {
    init(_ definition: DetectorDefinition) {
        low = definition["low"]
        high = definition["high"]
        rate = definition["rate"]
        warmUp = Int(definition["warmup"])
        margin = definition["margin"]
    }
}

extension EWMADetector.Options {
    init(_ definition: DetectorDefinition) {
        alpha = definition["alpha"]
        sigmas = definition["sigmas"]
        warmUp = Int(definition["warmup"])
    }
}

extension RobustZDetector.Options {
    init(_ definition: DetectorDefinition) {
        window = Int(definition["window"])
        sigmas = definition["sigmas"]
    }
}

extension CUSUMDetector.Options {
    init(_ definition: DetectorDefinition) {
        allowance = definition["allowance"]
        limit = definition["limit"]
        warmUp = Int(definition["warmup"])
    }
}

extension PageHinkleyDetector.Options {
    init(_ definition: DetectorDefinition) {
        allowance = definition["allowance"]
        limit = definition["limit"]
        warmUp = Int(definition["warmup"])
    }
}

extension SeasonalDetector.Options {
    init(_ definition: DetectorDefinition) {
        period = definition["period"]
        parts = Int(definition["parts"])
        offset = definition["offset"]
        zone = definition.zone
        sigmas = definition["sigmas"]
        warmUp = Int(definition["warmup"])
        memory = definition["memory"]
    }
}

extension DriftDetector.Options {
    init(_ definition: DetectorDefinition) {
        warmUp = Int(definition["warmup"])
        memory = definition["memory"]
        limit = definition["limit"]
    }
}
