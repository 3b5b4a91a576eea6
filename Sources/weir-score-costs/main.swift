internal import Glibc
internal import Scoring

// What scores cost: a line each of detectors, models and waveforms, the middle of five runs. Files of LightGBM models may
// be named; without any, a made one of 300 trees is measured.
//
//     weir-score-costs [MODEL.txt...]

func pad(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }

func decimal(_ number: Double, _ digits: Int) -> String {
    let scale = pow(10, Double(digits))
    let rounded = (number * scale).rounded() / scale
    return digits == 0 ? "\(Int(rounded))" : "\(rounded)"
}

func say(_ name: String, _ costs: [Cost], limit: String = "") {
    let cost = Cost.median(costs)
    let times = costs.map(\.microseconds)
    let span = "\(decimal(times.min() ?? 0, 2)) to \(decimal(times.max() ?? 0, 2))"
    let left = name + String(repeating: " ", count: max(1, 34 - name.count))
    print(
        left + pad(decimal(cost.microseconds, 2), 9) + pad(span, 20) + pad(decimal(cost.kibibytes, 1), 10)
            + pad(cost.snapshot.map { decimal(Double($0) / 1024, 1) } ?? "", 10) + pad(decimal(cost.allocations, 2), 8)
            + "  " + limit)
}

func read(_ path: String) -> [UInt8] {
    guard let file = fopen(path, "r") else {
        print("\(path) can't be read: errno \(errno)")
        exit(1)
    }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
    return bytes
}

do {
    print(
        "of one row, prediction or waveform" + pad("us", 9) + pad("least to most", 20) + pad("KiB held", 10)
            + pad("snapshot", 10) + pad("mallocs", 8))
    for kind in DetectorKind.allCases where kind != .multivariate {
        say(kind.rawValue, try (0..<5).map { _ in try DetectorCost.measure(kind) }, limit: "at most 30 us, 300 KiB")
    }
    say(
        "multivariate of 8 signals", try (0..<5).map { _ in try DetectorCost.measure(.multivariate, channels: 8) },
        limit: "at most 8 x 30 us, 8 x 300 KiB")
    if CommandLine.arguments.count < 2 {
        let model = ModelCost.lightGBM(trees: 300)
        say(
            "LightGBM, 300 trees of 16 leaves", try (0..<5).map { _ in try ModelCost.measure(model, .lightgbm) },
            limit: "at most 6 us, 2 MiB")
    }
    for path in CommandLine.arguments.dropFirst() {
        let model = read(path)
        say(
            path, try (0..<5).map { _ in try ModelCost.measure(model, .lightgbm) },
            limit: "300 trees: at most 6 us, 2 MiB")
    }
    for samples in [4096, 16_384, 65_536] {
        say(
            "waveform of \(samples), float32", (0..<5).map { _ in WaveformCost.measure(samples: samples) },
            limit: "at most 50 ms")
    }
} catch {
    print("error: \(error)")
    exit(1)
}
