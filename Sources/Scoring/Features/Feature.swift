/// A number that a model is fed, made of one signal's past: the same words, and the same arithmetic, off-line and on-line.
public enum Feature: Sendable, Hashable {
    /// The value itself.
    case value(signal: String)
    /// Exponentially weighted moving average; the first value begins it. `alpha` is a new value's weight, in (0, 1].
    case ewma(signal: String, alpha: Double)
    /// ewma(fast) - ewma(slow).
    case ewmaDifference(signal: String, fast: Double, slow: Double)
    /// Mean of all values since the start.
    case mean(signal: String)
    /// ewma - mean: how far the present is from the life so far.
    case departure(signal: String, alpha: Double)
    /// Standard deviation (of the population) of the last `rows` values, or of those there are; 2...1000.
    case deviation(signal: String, rows: Int)
    /// Mean of the last `rows` values, or of those there are; 1...1000.
    case rollingMean(signal: String, rows: Int)
    /// The value less that of `rows` rows ago; missing before there is one; 1...1000.
    case delta(signal: String, rows: Int)
    /// ewma less what it was `rows` rows ago; missing before there is one; 1...1000.
    case ewmaDelta(signal: String, alpha: Double, rows: Int)
    /// Rows since the start, from 1 on.
    case age

    public static let rowLimit = 1_000

    /// The signal it is made of; nil for `age`.
    public var signal: String? {
        switch self {
        case .value(let signal), .ewma(let signal, _), .ewmaDifference(let signal, _, _), .mean(let signal),
            .departure(let signal, _), .deviation(let signal, _), .rollingMean(let signal, _), .delta(let signal, _),
            .ewmaDelta(let signal, _, _):
            signal
        case .age: nil
        }
    }
}

extension Feature {
    /// The same feature of the signal under the name that `name` gives it.
    public func naming(_ name: (String) -> String) -> Feature {
        switch self {
        case .value(let signal): .value(signal: name(signal))
        case .ewma(let signal, let alpha): .ewma(signal: name(signal), alpha: alpha)
        case .ewmaDifference(let signal, let fast, let slow):
            .ewmaDifference(signal: name(signal), fast: fast, slow: slow)
        case .mean(let signal): .mean(signal: name(signal))
        case .departure(let signal, let alpha): .departure(signal: name(signal), alpha: alpha)
        case .deviation(let signal, let rows): .deviation(signal: name(signal), rows: rows)
        case .rollingMean(let signal, let rows): .rollingMean(signal: name(signal), rows: rows)
        case .delta(let signal, let rows): .delta(signal: name(signal), rows: rows)
        case .ewmaDelta(let signal, let alpha, let rows): .ewmaDelta(signal: name(signal), alpha: alpha, rows: rows)
        case .age: .age
        }
    }
}

/// A feature that is written wrong.
public struct FeatureError: Error, Equatable, Sendable, CustomStringConvertible {
    public var text: String
    public var reason: String

    public var description: String {
        "'\(text)': \(reason); write a signal, ewma(signal, 0.1), ewma_difference(signal, 0.3, 0.04), mean(signal), "
            + "mean(signal, 20), departure(signal, 0.1), std(signal, 20), delta(signal, 10), "
            + "ewma_delta(signal, 0.1, 30) or age()"
    }
}

extension Feature: CustomStringConvertible {
    /// - Parameter text: as `description` writes it.
    public init(_ text: String) throws(FeatureError) {
        let trimmed = Feature.trim(text[...])
        guard let open = trimmed.firstIndex(of: "(") else {
            guard !trimmed.isEmpty else { throw FeatureError(text: text, reason: "it is empty") }
            self = .value(signal: String(trimmed))
            return
        }
        guard trimmed.last == ")" else { throw FeatureError(text: text, reason: "there is no closing parenthesis") }
        let name = Feature.trim(trimmed[..<open])
        let inner = trimmed[trimmed.index(after: open)...].dropLast()
        let arguments = inner.split(separator: ",", omittingEmptySubsequences: false).map(Feature.trim)
        let numbers = arguments.dropFirst().map { Double($0) }
        let signal = arguments.first.map(String.init) ?? ""

        func weight(_ index: Int) throws(FeatureError) -> Double {
            guard let number = numbers[index], number > 0, number <= 1 else {
                throw FeatureError(text: text, reason: "a weight is above 0 and at most 1")
            }
            return number
        }
        func rows(from least: Int, at index: Int = 0) throws(FeatureError) -> Int {
            guard let number = numbers[index], number >= Double(least), number <= Double(Feature.rowLimit),
                number == number.rounded()
            else { throw FeatureError(text: text, reason: "rows are \(least) to \(Feature.rowLimit)") }
            return Int(number)
        }
        switch (name, numbers.count) {
        case ("age", 0) where signal.isEmpty:
            self = .age
            return
        case ("ewma", 1): self = .ewma(signal: signal, alpha: try weight(0))
        case ("ewma_difference", 2):
            self = .ewmaDifference(signal: signal, fast: try weight(0), slow: try weight(1))
        case ("mean", 0): self = .mean(signal: signal)
        case ("mean", 1): self = .rollingMean(signal: signal, rows: try rows(from: 1))
        case ("departure", 1): self = .departure(signal: signal, alpha: try weight(0))
        case ("std", 1): self = .deviation(signal: signal, rows: try rows(from: 2))
        case ("delta", 1): self = .delta(signal: signal, rows: try rows(from: 1))
        case ("ewma_delta", 2):
            self = .ewmaDelta(signal: signal, alpha: try weight(0), rows: try rows(from: 1, at: 1))
        default: throw FeatureError(text: text, reason: "there is no such feature of \(arguments.count) arguments")
        }
        guard !signal.isEmpty else { throw FeatureError(text: text, reason: "the signal is missing") }
    }

    private static func trim(_ text: Substring) -> Substring {
        var text = text.drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return text
    }

    public var description: String {
        switch self {
        case .value(let signal): signal
        case .ewma(let signal, let alpha): "ewma(\(signal), \(alpha))"
        case .ewmaDifference(let signal, let fast, let slow): "ewma_difference(\(signal), \(fast), \(slow))"
        case .mean(let signal): "mean(\(signal))"
        case .departure(let signal, let alpha): "departure(\(signal), \(alpha))"
        case .deviation(let signal, let rows): "std(\(signal), \(rows))"
        case .rollingMean(let signal, let rows): "mean(\(signal), \(rows))"
        case .delta(let signal, let rows): "delta(\(signal), \(rows))"
        case .ewmaDelta(let signal, let alpha, let rows): "ewma_delta(\(signal), \(alpha), \(rows))"
        case .age: "age()"
        }
    }
}
