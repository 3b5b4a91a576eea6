import Glibc
import TestSupport

/// The fixture `mqtt-test-subscriber`, to be killed: it lies beside the test binary.
enum SubscriberProcess {
    enum Acknowledgement: String {
        case delayed
        case immediate
    }

    static func start(
        _ acknowledgement: Acknowledgement, version: String, port: UInt16, client: String, filter: String,
        file: String, batch: Int
    ) throws -> ChildProcess {
        try ChildProcess(
            [
                try programDirectory() + "/mqtt-test-subscriber", acknowledgement.rawValue, version, "\(port)", client,
                filter, file, "\(batch)",
            ], output: file + ".log", environment: ["SWIFT_BACKTRACE": "enable=no"])
    }

    /// The numbers in the file, in order, with repeats. Cut lines are left out, as a store would.
    static func numbers(in file: String) -> [Int] {
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { break }
            bytes.append(contentsOf: buffer[..<count])
        }
        return bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
            line.count == 8 ? Int(String(decoding: line, as: UTF8.self)) : nil
        }
    }

    private static func programDirectory() throws -> String {
        var buffer = [CChar](repeating: 0, count: 4_096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        let arguments = CommandLine.arguments
        // Under `swift test` the running program is the bundle itself or a helper that is given the bundle's path.
        var candidates = [String(decoding: buffer[..<max(0, count)].map { UInt8(bitPattern: $0) }, as: UTF8.self)]
        candidates += arguments.filter { $0.hasSuffix(".xctest") }
        for candidate in candidates {
            guard let slash = candidate.lastIndex(of: "/") else { continue }
            let directory = String(candidate[..<slash])
            if access(directory + "/mqtt-test-subscriber", X_OK) == 0 { return directory }
        }
        throw ChildProcess.Failure("mqtt-test-subscriber is not beside \(candidates)")
    }
}
