import Engine
import Telemetry

/// Contents that show every element that came into a window, in the order in which they were put together.
struct ListContents: WindowContents {
    var elements: [String] = []

    mutating func add(_ element: String, at time: Timestamp) { elements.append(element) }
    mutating func merge(_ later: ListContents) { elements += later.elements }
    mutating func reset() { elements = [] }

    func write(to bytes: inout ByteWriter) {
        bytes.count(elements.count)
        for element in elements { bytes.text(element) }
    }

    init() {}

    init(from bytes: inout ByteReader, empty: ListContents) throws(MalformedBytes) {
        for _ in 0..<(try bytes.count()) { elements.append(try bytes.text()) }
    }

    static func write(_ element: String, to bytes: inout ByteWriter) { bytes.text(element) }
    static func element(from bytes: inout ByteReader, for empty: ListContents) throws(MalformedBytes) -> String {
        try bytes.text()
    }
}
