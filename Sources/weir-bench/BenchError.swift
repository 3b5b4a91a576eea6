/// Why there are no figures.
enum BenchError: Error, CustomStringConvertible {
    /// A call of the system failed.
    case system(String, errno: Int32)
    /// A program ended, or did not say what it should; `log` is the end of what it wrote to standard error.
    case program(String, problem: String, log: String)
    /// The figures would be those of something else: messages were lost, or counted wrong.
    case miscount(String)
    case missing(String)
    case interrupted

    var description: String {
        switch self {
        case .system(let call, let code): "\(call): errno \(code)"
        case .program(let name, let problem, let log):
            log.isEmpty ? "\(name) \(problem)" : "\(name) \(problem):\n\(log)"
        case .miscount(let text): "not measured: \(text)"
        case .missing(let text): text
        case .interrupted: "interrupted"
        }
    }
}
