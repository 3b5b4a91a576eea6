/// Lines of a LightGBM model, `key=value` each.
struct LightGBMLines {
    private let bytes: [UInt8]
    private var offset = 0
    private(set) var line = 0
    private(set) var sawEnd = false

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func next() -> (key: String, value: String?)? {
        guard offset < bytes.count else { return nil }
        let end = bytes[offset...].firstIndex(of: 0x0A) ?? bytes.count
        var text = bytes[offset..<end]
        if text.last == 0x0D { text.removeLast() }
        offset = end + 1
        line += 1
        guard let equals = text.firstIndex(of: UInt8(ascii: "=")) else {
            return (String(decoding: text, as: UTF8.self), nil)
        }
        return (
            String(decoding: text[..<equals], as: UTF8.self), String(decoding: text[(equals + 1)...], as: UTF8.self)
        )
    }

    /// Goes behind the line that begins with `start`; false when the trees end first.
    mutating func skip(to start: String) -> Bool {
        while !sawEnd, let (key, value) = next() {
            if key == "end of trees" { sawEnd = true }
            if value != nil, "\(key)=" == start { return true }
        }
        return false
    }

    /// All up to an empty line.
    mutating func block() -> LightGBMBlock {
        var block = LightGBMBlock(line: line)
        while let (key, value) = next(), !(key.isEmpty && value == nil) {
            if let value { block.values[key] = value } else { block.flags.insert(key) }
        }
        return block
    }
}

/// The lines of the header or of a tree by their keys.
struct LightGBMBlock {
    let line: Int
    var values: [String: String] = [:]
    var flags: Set<String> = []

    init(line: Int) {
        self.line = line
    }

    subscript(key: String) -> String? { values[key] }

    func malformed(_ what: String) -> ModelError {
        .malformed(what, place: "block at line \(line)")
    }

    func whole(_ key: String, in range: ClosedRange<Int>) throws(ModelError) -> Int {
        guard let text = values[key], let number = Int(text), range.contains(number) else {
            throw malformed("\(key) is missing or not from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func numbers(_ key: String, count: Int) throws(ModelError) -> [Double] {
        let words = (values[key] ?? "").split(separator: " ")
        guard words.count == count else { throw malformed("\(key) has \(words.count) numbers, not \(count)") }
        var numbers: [Double] = []
        numbers.reserveCapacity(count)
        for word in words {
            guard let number = Double(word) else { throw malformed("\(key) has '\(word)'") }
            numbers.append(number)
        }
        return numbers
    }

    func wholes(_ key: String, count: Int) throws(ModelError) -> [Int] {
        let numbers = try numbers(key, count: count)
        guard numbers.allSatisfy({ abs($0) < 1e9 && $0 == $0.rounded() }) else {
            throw malformed("\(key) has a number that is not whole")
        }
        return numbers.map { Int($0) }
    }

    /// The sets of categories: words of 32 bits, and where each set begins.
    func sets() throws(ModelError) -> [[UInt32]] {
        let count = try whole("num_cat", in: 1...TrainedModel.nodeLimit)
        let bounds = try wholes("cat_boundaries", count: count + 1)
        guard bounds.first == 0, zip(bounds, bounds.dropFirst()).allSatisfy(<=), let last = bounds.last else {
            throw malformed("cat_boundaries do not rise from 0")
        }
        let words = try numbers("cat_threshold", count: last)
        guard words.allSatisfy({ $0 >= 0 && $0 <= Double(UInt32.max) }) else {
            throw malformed("cat_threshold has a number that is not 32 bits")
        }
        return zip(bounds, bounds.dropFirst()).map { words[$0..<$1].map { UInt32($0) } }
    }
}
