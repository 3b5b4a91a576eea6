internal import Glibc

/// A number in a file of the kernel's: `temperature` of a 1-Wire sensor, `in_voltage0_raw` of an IIO device, `temp1_input`
/// of hwmon. The `w1_slave` file of 1-Wire is understood too, with its checksum.
struct SensorFile {
    /// Why there is no number.
    enum Failure: Error, Equatable, CustomStringConvertible {
        case missing(pattern: String)
        /// More than one file fits.
        case ambiguous(pattern: String, count: Int)
        case unreadable(path: String, code: Int32)
        /// The sensor's answer was garbled on its wire.
        case checksum(path: String)
        case noNumber(path: String)

        var description: String {
            switch self {
            case .missing(let pattern): "there is no \(pattern): is the sensor connected, and its driver loaded?"
            case .ambiguous(let pattern, let count):
                "\(count) files fit \(pattern): write the name of the one that is meant"
            case .unreadable(let path, let code): "\(path) cannot be read: \(String(cString: strerror(code)))"
            case .checksum(let path): "\(path): the sensor's checksum is wrong; look at its wires and its resistor"
            case .noNumber(let path): "\(path) holds no number"
            }
        }
    }

    /// Absolute; `*` stands for any text without a slash.
    let pattern: String

    /// Reads the number. May take as long as the sensor does: a second on 1-Wire, and for ever on broken hardware.
    func read() throws(Failure) -> Double {
        let path = try resolve()
        return try SensorFile.number(in: try contents(of: path), path: path)
    }

    private func resolve() throws(Failure) -> String {
        guard pattern.contains("*") else { return pattern }
        // Only the star means something.
        var escaped = ""
        for character in pattern {
            if "?[]\\".contains(character) { escaped.append("\\") }
            escaped.append(character)
        }
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(escaped, 0, nil, &found) == 0, found.gl_pathc > 0 else { throw .missing(pattern: pattern) }
        guard found.gl_pathc == 1, let path = found.gl_pathv[0] else {
            throw .ambiguous(pattern: pattern, count: Int(found.gl_pathc))
        }
        return String(cString: path)
    }

    private func contents(of path: String) throws(Failure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw errno == ENOENT ? .missing(pattern: pattern) : .unreadable(path: path, code: errno)
        }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { throw .unreadable(path: path, code: errno) }
        return Array(bytes[..<count])
    }

    /// The number that a file's text says.
    static func number(in bytes: [UInt8], path: String) throws(Failure) -> Double {
        let text = String(decoding: bytes, as: UTF8.self)
        let words = text.split { $0 == " " || $0 == "\n" || $0 == "\t" }
        // `4b 01 4b 46 7f ff 05 10 e1 : crc=e1 YES`, and in the next line the same bytes and `t=20687`.
        if words.contains(where: { $0.hasPrefix("crc=") }) {
            guard words.contains("YES") else { throw .checksum(path: path) }
            guard let word = words.first(where: { $0.hasPrefix("t=") }), let number = Double(word.dropFirst(2)) else {
                throw .noNumber(path: path)
            }
            return number
        }
        guard words.count == 1, let number = Double(words[0]), number.isFinite else { throw .noNumber(path: path) }
        return number
    }
}
