public import Telemetry

/// What a window collects: the windows decide when, this decides what. A value of the type that holds nothing is the
/// pattern every window begins as.
public protocol WindowContents: Sendable, Equatable {
    associatedtype Element: Sendable, Equatable

    mutating func add(_ element: Element, at time: Timestamp)
    /// Takes in what another window's contents hold; their elements follow these in time.
    mutating func merge(_ later: Self)
    /// Forgets the elements, and keeps the memory.
    mutating func reset()

    func write(to bytes: inout ByteWriter)
    /// Reads what `write` wrote, with the settings of `empty`.
    init(from bytes: inout ByteReader, empty: Self) throws(MalformedBytes)
    static func write(_ element: Element, to bytes: inout ByteWriter)
    /// - Parameter empty: the contents that the element has to fit.
    static func element(from bytes: inout ByteReader, for empty: Self) throws(MalformedBytes) -> Element
}
